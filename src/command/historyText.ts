import { sum } from '../base/sum.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import type { Finding } from '../diagnose/finding.js';
import type { HistorySignatures, Signature } from '../script/history/signatures.js';
import type { TrainingHistory } from '../script/history/trainingHistory.js';

const INDENT = '  ';
/** Causes of a signature that are printed. */
const MAX_CAUSES = 4;

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
  const title = `The history ${file}: ${pluralize(epochs, 'epoch')} of ${trainings}`;
  const parts = signatures.map((signature) => signatureText(signature, findings, history.stages.length, width));
  const nothing = signatures.length === 0 ? [`${INDENT}Its figures show no known fault.`] : [];
  const notes = [...history.notes, ...missing].map((note) => wrapText(note, width, `${INDENT}  `, `${INDENT}- `));
  return [title, ...nothing, ...parts, ...notes].join('\n');
}

function signatureText(
  { kind, stage, summary, meaning, causes, toDistinguish, confidence }: Signature,
  findings: readonly Finding[],
  stages: number,
  width: number,
): string {
  const found = (fault: string): Finding | undefined => findings.find(({ check }) => check === fault);
  const ordered = [...causes].sort(
    (a, b) => Number(found(b.fault) !== undefined) - Number(found(a.fault) !== undefined),
  );
  const lines = ordered.slice(0, MAX_CAUSES).map(({ fault, why }) => {
    const [place] = found(fault)?.places ?? [];
    const where =
      found(fault) === undefined ? '' : ` (found in the script${place === undefined ? '' : `, ${place.where}`})`;
    return wrapText(`${fault}${where}: ${why}`, width, `${INDENT}    `, `${INDENT}- `);
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
