import { group } from '../base/group.js';
import { sum } from '../base/sum.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import type { CheckName } from '../diagnose/checks.js';
import type { Finding } from '../diagnose/finding.js';
import type { FaultName, HistorySignatures, Signature } from '../script/history/signatures.js';
import { isAccuracy, type TrainingHistory } from '../script/history/trainingHistory.js';

const INDENT = '  ';
/** Checks of a script's text that find a fault by another name. */
const CHECKS_OF: Partial<Record<FaultName, readonly CheckName[]>> = {
  'binary-loss-for-classes': ['wrong-loss', 'misleading-metric'],
  'constant-input': ['integer-pixels'],
  'labels-do-not-fit-loss': ['label-form-mismatch', 'number-of-classes', 'last-layer-mismatch'],
  'metric-of-other-labels': ['misleading-metric'],
  'one-unit-softmax': ['last-layer-mismatch'],
  'shuffled-evaluation': ['shuffled-predictions'],
  'validation-of-ordered-rows': ['ordered-split'],
  'wrong-scaling': ['double-preprocessing'],
};

/** Causes of a signature that are printed. */
const MAX_CAUSES = 4;
/** Trainings for which the same signature is printed: a notebook may call fit a thousand times. */
const MAX_ALIKE = 3;

/**
 * What a history shows: each signature with what it means and what may be behind it. A cause that a check found in the
 * script's text comes first, with its line.
 *
 * @param findings of the script
 */
export function historyText(
  file: string,
  history: TrainingHistory,
  { signatures, missing }: HistorySignatures,
  findings: readonly Finding[],
  width: number,
): string {
  const epochs = sum(history.stages, (stage) => stage.epochs.length);
  const trainings = pluralize(history.stages.length, 'training');
  const results = pluralize(history.evaluations?.length ?? 0, 'result');
  const content =
    epochs === 0 ? `${results} of evaluate, and no epoch` : `${pluralize(epochs, 'epoch')} of ${trainings}`;
  const title = `The history ${file}: ${content}`;
  const alike = group(signatures, ({ name, kind }) => `${kind} ${name}`);
  const parts = [...alike.values()].flatMap((same) => [
    ...same.slice(0, MAX_ALIKE).map((signature) => signatureText(signature, findings, history.stages.length, width)),
    ...(same.length > MAX_ALIKE ? [`${INDENT}${moreAlike(same)}`] : []),
  ]);
  const nothing = signatures.length === 0 ? [`${INDENT}${nothingShown(history)}`] : [];
  const notes = [...history.notes, ...missing].map((note) => wrapText(note, width, `${INDENT}  `, `${INDENT}- `));
  const heading = notes.length > 0 ? [`${INDENT}What it does not say:`] : [];
  return [title, ...nothing, ...parts, ...heading, ...notes].join('\n');
}

/** Where a check found a fault in the script. */
function inScript(fault: FaultName, finding: Finding | undefined): string {
  if (finding === undefined) return '';
  const { check, places = [] } = finding;
  const [place] = places;
  const name = check === fault ? '' : ` as ${check}`;
  return ` (found in the script${name}${place === undefined ? '' : `, ${place.where}`})`;
}

/** How many trainings show what a few have been printed for. */
function moreAlike(same: readonly Signature[]): string {
  const more = same.length - MAX_ALIKE;
  return `${pluralize(more, 'more training')} ${more === 1 ? 'shows' : 'show'} the same: ${same[0]!.name}.`;
}

/** Where there is neither a loss nor an accuracy, nothing was checked. */
function nothingShown({ columns, evaluations = [] }: TrainingHistory): string {
  const isKnown = [...columns, ...evaluations.flatMap(Object.keys)].some(
    (name) => name.endsWith('loss') || isAccuracy(name),
  );
  return isKnown
    ? 'Its figures show no known fault.'
    : 'It has neither a loss nor an accuracy: nothing can be said about it.';
}

function signatureText(
  { kind, stage, summary, meaning, causes, toDistinguish, confidence }: Signature,
  findings: readonly Finding[],
  stages: number,
  width: number,
): string {
  const found = (fault: FaultName): Finding | undefined =>
    findings.find(({ check }) => check === fault || (CHECKS_OF[fault]?.includes(check) ?? false));
  const ordered = [...causes].sort(
    (a, b) => Number(found(b.fault) !== undefined) - Number(found(a.fault) !== undefined),
  );
  const lines = ordered.slice(0, MAX_CAUSES).map(({ fault, why }) => {
    return wrapText(`${fault}${inScript(fault, found(fault))}: ${why}`, width, `${INDENT}    `, `${INDENT}- `);
  });
  const label = kind === 'remark' ? 'REMARK' : confidence.toUpperCase();
  const of = stages > 1 && stage > 0 ? ` (training ${stage})` : '';
  return [
    `${label}${of}`,
    wrapText(`${summary} ${meaning}`, width, INDENT),
    ...(lines.length === 0 ? [] : [`${INDENT}It may come from:`, ...lines]),
    ...(toDistinguish === '' || causes.length < 2
      ? []
      : [wrapText(`To find out which: ${toDistinguish}`, width, INDENT)]),
  ].join('\n');
}
