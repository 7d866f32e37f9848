import { firstOfEach } from '../../../base/group.js';
import type { OutputsFields, ScriptEvent } from '../../../script/library/models/events.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Place } from '../../../script/syntax/ast.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds outputs of a shuffled generator or dataset that are put side by side with labels in another order: those of the
 * files, those that the script writes out class by class, or those of another pass.
 */
export function shuffledPredictions(reading: ScriptReading): Finding[] {
  const found = reading.library.events.list.flatMap((event) => {
    if (event.kind !== 'compared') return [];
    const shuffled = shuffleOf(event.outputs);
    const other = otherOrder(event);
    return shuffled === undefined || other === undefined ? [] : [{ event, shuffled, other }];
  });
  const each = firstOfEach(found, ({ event, other }) => `${keyOf(event.outputs.calledAt)} ${other.summary}`);
  return each.map(({ event, shuffled, other }) => {
    const { reaching: flow, calledAt } = event.outputs;
    const consequence = TRAINS.test(event.by)
      ? 'the head learns the label of another image for each'
      : 'each is compared with the label of another image, so the result is chance';
    const isGenerator = flow!.kind !== 'dataset';
    return scriptFinding(reading, {
      check: 'shuffled-predictions',
      severity: 'critical',
      summary: `The outputs are in shuffled order, and ${other.summary}: ${consequence}.`,
      fix: isGenerator
        ? 'Give this generator shuffle=False; evaluate gives the same with it.'
        : 'Use shuffle=False for this dataset, or take labels and predictions in one loop: for x, y in dataset.',
      at: [[shuffled.place, shuffled.note], [other.place, other.note], event.place, calledAt],
    });
  });
}

/** Features and labels that a head is trained on. */
const TRAINS = /^(fit|fit_generator|train_on_batch)$/;

type Compared = ScriptEvent & { kind: 'compared' };

/** Where the order is drawn again at each pass. */
function shuffleOf({ reaching: flow }: OutputsFields): { place: Place; note: string } | undefined {
  if (flow === undefined) return undefined;
  // Batches that a loop takes of a generator.
  const drawn = flow.rows.find((row) => row.kind === 'shuffle' && row.by === 'ImageDataGenerator');
  if (flow.kind === 'arrays' && drawn !== undefined) return { place: drawn.place, note: 'shuffles' };
  if (flow.shuffle.value !== true) return undefined;
  const isGenerator = flow.kind.endsWith('generator');
  if (!isGenerator && flow.kind !== 'dataset') return undefined;
  if (flow.kind === 'script generator') return undefined;
  const step = [...flow.rows].reverse().find((row) => row.kind === 'shuffle');
  if (!isGenerator && (step?.kind !== 'shuffle' || step.reshufflesEachEpoch.value !== true)) return undefined;
  const place = flow.shuffle.places.at(-1) ?? flow.origin;
  const isDefault = flow.shuffle.from === 'default' || (step?.place !== undefined && step.place === flow.origin);
  return { place: isDefault ? flow.origin : place, note: isDefault ? 'shuffles, by default' : 'shuffles' };
}

function otherOrder({
  outputs,
  labels,
  labelSource,
}: Compared): { summary: string; place: Place; note: string } | undefined {
  const { reaching: flow } = outputs;
  const listed = labels.inFileOrderOf;
  if (listed !== undefined) {
    if (listed.source.text !== flow?.source.text) return undefined;
    return {
      summary: `.${listed.name} is in the order of the files`,
      place: listed.place,
      note: 'in the order of the files',
    };
  }
  if (labels.isClassByClass === true) {
    return { summary: 'the labels are written class by class', place: labels.place, note: 'class by class' };
  }
  // Images and labels of one batch belong together.
  if (labelSource === undefined || labelSource !== flow?.source || flow.kind === 'arrays') return undefined;
  return {
    summary: 'the labels are of another pass, which is shuffled anew',
    place: labels.place,
    note: 'labels of another pass',
  };
}
