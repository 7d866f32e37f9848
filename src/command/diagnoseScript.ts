import { wrapText } from '../base/text/wrapText.js';
import type { Finding } from '../diagnose/finding.js';
import { scriptFindings } from '../diagnose/stages/scriptFindings.js';
import { pipelinesOf } from '../script/reading/pipelines.js';
import { type ReadScriptOptions, readScript, type ScriptReading } from '../script/reading/readScript.js';
import type { Console } from './console.js';
import { countsInWords, findingsText } from './findingText.js';
import { scriptText } from './scriptText.js';

/** What a script says, and what is wrong in it. */
export interface ScriptDiagnosis {
  reading: ScriptReading;
  findings: Finding[];
}

/** Reads a script, and prints what it says and what is wrong in it, by line. Needs no images and no TensorFlow. */
export async function diagnoseScript(
  file: string,
  options: ReadScriptOptions,
  console: Console,
): Promise<ScriptDiagnosis> {
  const reading = await readScript(file, options);
  const findings = scriptFindings(reading);
  const pipelines = pipelinesOf(reading);
  console.print(`The script ${file}`);
  if (reading.stages.length === 0) {
    console.print(
      wrapText('No training is found in it: nothing calls `fit` on a model that thaw can follow.', console.width),
    );
  }
  console.print(`\n${scriptText(reading, pipelines, console.width)}\n`);
  console.print(
    findings.length === 0 ? 'Nothing wrong is found in the text.' : findingsText(findings, '', console.width),
  );
  console.print(`\n${countsInWords(findings)}`);
  return { reading, findings };
}
