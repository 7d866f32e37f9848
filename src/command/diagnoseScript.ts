import { wrapText } from '../base/text/wrapText.js';
import type { Finding } from '../diagnose/finding.js';
import { scriptFindings } from '../diagnose/stages/scriptFindings.js';
import { type HistorySignatures, signaturesOf } from '../script/history/signatures.js';
import type { TrainingHistory } from '../script/history/trainingHistory.js';
import { historyFactsOf } from '../script/reading/historyFacts.js';
import { pipelinesOf } from '../script/reading/pipelines.js';
import { type ReadScriptOptions, readScript, type ScriptReading } from '../script/reading/readScript.js';
import type { Console } from './console.js';
import { countsInWords, findingsText } from './findingText.js';
import { historyText } from './historyText.js';
import { scriptText } from './scriptText.js';

/** What a script says, and what is wrong in it. */
export interface ScriptDiagnosis {
  reading: ScriptReading;
  findings: Finding[];
  history?: { file: string; history: TrainingHistory; shown: HistorySignatures };
}

/** Reads a script, and prints what it says and what is wrong in it, by line. Needs no images and no TensorFlow. */
export async function diagnoseScript(
  file: string,
  options: ReadScriptOptions & { historyFile?: string },
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
  console.print(findings.length === 0 ? nothingFound(reading) : findingsText(findings, '', console.width));
  const history = await historyOf(options.historyFile, reading, findings, console);
  if (reading.stages.length > 0) console.print(`\n${countsInWords(findings)}`);
  return { reading, findings, ...(history && { history }) };
}

/** Nothing that could be read is wrong; where there is no training, nothing was checked. */
function nothingFound({ stages, isWhole }: ScriptReading): string {
  if (stages.length === 0) return 'Nothing is checked, since no training is found.';
  return isWhole ? 'Nothing wrong is found in the text.' : 'Nothing wrong is found in what is read of the text.';
}

/** Reads a history, and prints what it shows; undefined where none is named. */
async function historyOf(
  file: string | undefined,
  reading: ScriptReading | undefined,
  findings: readonly Finding[],
  console: Console,
): Promise<ScriptDiagnosis['history']> {
  if (file === undefined) return undefined;
  const { readHistory } = await import('../script/history/readHistory.js');
  const history = await readHistory(file);
  const shown = signaturesOf(history, historyFactsOf(reading?.stages.at(-1)));
  console.print(`\n${historyText(file, history, shown, findings, console.width)}`);
  return { file, history, shown };
}

/** What a history shows where there is no script. */
export async function diagnoseHistory(
  file: string,
  console: Console,
): Promise<NonNullable<ScriptDiagnosis['history']>> {
  return (await historyOf(file, undefined, [], console))!;
}
