import path from 'node:path';
import { wrapText } from '../base/text/wrapText.js';
import { valuesAtBase } from '../diagnose/checks/script/scalingOfScript.js';
import type { Finding, FindingPlace } from '../diagnose/finding.js';
import { findingsByModel, type ModelFinding } from '../diagnose/stages/scriptFindings.js';
import { type HistorySignatures, signaturesOf } from '../script/history/signatures.js';
import type { TrainingHistory } from '../script/history/trainingHistory.js';
import { fieldsOf } from '../script/reading/fields.js';
import { historyFactsOf } from '../script/reading/historyFacts.js';
import { pipelinesOf } from '../script/reading/pipelines.js';
import { type ReadScriptOptions, readScript, type ScriptReading } from '../script/reading/readScript.js';
import { lineText } from '../script/syntax/quote.js';
import type { Console } from './console.js';
import { countsInWords, findingsText } from './findingText.js';
import { historyText } from './historyText.js';
import { type OtherWay, otherWays } from './otherWays.js';
import { scriptText } from './scriptText.js';

/** What a script says, and what is wrong in it. */
export interface ScriptDiagnosis {
  reading: ScriptReading;
  findings: Finding[];
  /** The same, each with the reading of the model that it is about. */
  found: ModelFinding[];
  ways: OtherWay[];
  history?: { file: string; history: TrainingHistory; shown: HistorySignatures };
}

/** Reads a script, and prints what it says and what is wrong in it, by line. Needs no images and no TensorFlow. */
export async function diagnoseScript(
  file: string,
  options: ReadScriptOptions & { historyFile?: string },
  console: Console,
): Promise<ScriptDiagnosis> {
  const reading = await readScript(file, options);
  const found = findingsByModel(reading);
  const findings = found.map(({ finding }) => finding);
  const pipelines = pipelinesOf(reading);
  console.print(`The script ${file}`);
  if (reading.stages.length === 0) {
    console.print(wrapText(noTraining(reading), console.width));
  }
  const ways = otherWays(reading, found);
  const read = scriptText(reading, pipelines, ways, console.width);
  if (read !== '') console.print(`\n${read}`);
  console.print('');
  console.print(
    findings.length === 0
      ? wrapText(nothingFound(reading), console.width)
      : findingsText(withShortNames(findings, reading.file), '', console.width),
  );
  const history = await historyOf(options.historyFile, reading, findings, console);
  if (findings.length > 0) console.print(`\n${countsInWords(findings)}`);
  return { reading, findings, found, ways, ...(history && { history }) };
}

/** Why no training is found. */
function noTraining({ file, notUnderstood }: ScriptReading): string {
  const fit = notUnderstood.find(({ text }) => /\.fit(_generator)?\s*\(/.test(text));
  return fit === undefined
    ? 'No training is found in it: nothing calls `fit` on a model that thaw can follow.'
    : `No training is found in it: the call of \`fit\` in ${lineText(file, fit.place)} is not understood.`;
}

/** Nothing that could be read is wrong; where there is no training, nothing was checked. */
function nothingFound({ stages, isWhole }: ScriptReading): string {
  const stage = stages.at(-1);
  if (stage === undefined) return 'Nothing is checked, since no training is found.';
  const hidden = fieldsOf(stage).filter(({ field, read }) => read.from === 'unknown' && field !== 'steps');
  if (hidden.length === 0) return `Nothing wrong is found in ${isWhole ? 'the text' : 'what is read of the text'}.`;
  const labels = hidden.map(({ label }) => label).join(', ');
  return `Nothing wrong is found in what is visible. Not visible, and so not checked: ${labels}.`;
}

/** Characters of the name of a script from which on its lines are printed without it. */
const LONG_NAME = 20;

/** Findings to print: lines of a script with a long name have it in the title alone. */
function withShortNames(findings: readonly Finding[], script: string): Finding[] {
  const name = path.basename(script);
  if (name.length < LONG_NAME) return [...findings];
  const shortened = (place: FindingPlace): FindingPlace =>
    place.file === script ? { ...place, where: place.where.slice(name.length).replace(/^, /, '') } : place;
  return findings.map((one) => (one.places === undefined ? one : { ...one, places: one.places.map(shortened) }));
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
  const values = reading && valuesAtBase(reading);
  const areAlike = reading !== undefined && arePreparedAlike(reading, findings);
  const shown = signaturesOf(history, {
    ...historyFactsOf(reading?.stages.at(-1)),
    ...(values && { values }),
    areAlike,
  });
  console.print(`\n${historyText(file, history, shown, findings, console.width)}`);
  return { file, history, shown };
}

/** Whether all of the way of training and validation images is read, and no check finds a difference. */
function arePreparedAlike(reading: ScriptReading, findings: readonly Finding[]): boolean {
  const ways = pipelinesOf(reading).filter(({ name }) => name === 'training' || name === 'validation');
  const isRead = ways.every(({ steps }) => steps.length > 0 && steps.every(({ kind }) => kind !== 'unknown'));
  const isOne = reading.stages.length === 1 && ways.length === 2;
  return isOne && isRead && findings.every(({ check }) => check !== 'train-validation-mismatch');
}

/** What a history shows where there is no script. */
export async function diagnoseHistory(
  file: string,
  console: Console,
): Promise<NonNullable<ScriptDiagnosis['history']>> {
  return (await historyOf(file, undefined, [], console))!;
}
