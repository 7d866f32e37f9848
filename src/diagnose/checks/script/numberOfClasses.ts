import type { Count } from '../../../script/evaluate/values.js';
import type { FlowLabels } from '../../../script/library/images/flow.js';
import { type OutputReading, outputOf } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { formAgainstLoss } from './labelFormMismatch.js';

/** Finds a last layer with another number of units than there are classes, as numbers or as counts of something else. */
export function numberOfClasses(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const output = outputOf(stage);
    if (output === undefined) return [];
    const labels = stage.training?.labels;
    const found = ofCount(reading, stage, output) ?? (labels && ofNumber(reading, stage, labels, output));
    return found === undefined ? [] : [found];
  });
}

function ofNumber(
  reading: ScriptReading,
  stage: StageReading,
  labels: FlowLabels,
  output: OutputReading,
): Finding | undefined {
  const { form, numClasses } = labels;
  const { units, dense } = output;
  const classes = numClasses?.value;
  if ((form !== 'one-hot' && form !== 'integers') || classes === undefined || units === undefined) return undefined;
  if (units === classes || (units === 1 && classes === 2)) return undefined;
  // A form that does not fit says why.
  if (formAgainstLoss(reading, stage, labels, output) !== undefined) return undefined;
  // Units that no label reaches learn to stay at 0: they cost less, but the layer is that of another task.
  const hasMore = form === 'integers' && units > classes;
  return scriptFinding(reading, {
    check: 'number-of-classes',
    severity: hasMore ? 'warning' : 'critical',
    summary: hasMore
      ? `The last layer has ${units} units for ${classes} classes: the others belong to no class, and the network has to learn that first.`
      : `The last layer has ${units} ${units === 1 ? 'unit' : 'units'}, but the labels have ${classes} classes: fit fails, or classes beyond the units cannot be learned.`,
    fix: `Give the last layer ${classes} units.`,
    at: [dense.origin, [numClasses!.places.at(-1) ?? labels.place, `${classes} classes`], stage.loss.place],
  });
}

/** Units that are counted, though not the classes. One sigmoid of two classes is one unit less than classes, too. */
function ofCount(reading: ScriptReading, { loss, call }: StageReading, { dense }: OutputReading): Finding | undefined {
  const units = dense.args.get('units');
  const count = units?.kind === 'unknown' ? units.count : undefined;
  if (
    count === undefined ||
    count.of === 'items' ||
    count.dividedBy !== undefined ||
    !/categorical_crossentropy$/.test(loss.name ?? '')
  )
    return undefined;
  // Images of a class may be left out before.
  if (call.flow?.rows.some(({ kind }) => kind === 'filter' || kind === 'unknown') !== false) return undefined;
  if (count.of === 'classes' && count.plus >= 0) return undefined;
  return scriptFinding(reading, {
    check: 'number-of-classes',
    severity: 'critical',
    summary: summaryOf(count),
    fix: 'Give the last layer as many units as there are classes: `len(class_names)`, or `num_classes` of the generator.',
    at: [dense.origin, units?.origin, loss.place],
  });
}

function summaryOf({ of, plus }: Count): string {
  if (of !== 'classes')
    return `The last layer has as many units as there are ${of}, not classes${of === 'batches' ? ': `len` of a data set counts batches' : ''}.`;
  return `The last layer has ${-plus === 1 ? 'one unit' : `${-plus} units`} less than there are classes: the last ${-plus === 1 ? 'class is' : 'classes are'} never the answer, or fit fails.`;
}
