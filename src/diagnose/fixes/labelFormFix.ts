import { type Change, together } from '../../script/edit/edit.js';
import { type OutputReading, outputOf } from '../../script/reading/outputReading.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { Finding } from '../finding.js';
import { setActivation, setLabelForm, setLoss, setUnits } from './outputEdits.js';
import { stageOfFinding } from './stageOfFinding.js';

/** Makes the loss, the last layer and the labels fit; the form of the labels decides where it can. */
export function labelFormFix(reading: ScriptReading, finding: Finding): Change {
  const stage = stageOfFinding(reading, finding);
  const { form, numClasses } = stage?.training?.labels ?? {};
  if (stage === undefined || form === undefined) return { reason: 'the labels are not in this file' };
  const isOneHot = form === 'one-hot';
  const classes = numClasses?.value;
  const output = outputOf(stage);
  const loss = stage.loss.name ?? '';
  if (loss === 'sparse_categorical_crossentropy' && isOneHot) {
    return setLoss(reading, loss, 'categorical_crossentropy');
  }
  if (output === undefined) return { reason: 'the last layer is not in this file' };
  if (form === 'binary' && classes !== undefined && classes > 2) return severalClasses(reading, loss, output, classes);
  if (loss === 'categorical_crossentropy' && !isOneHot && output.units !== 1) {
    return setLoss(reading, loss, 'sparse_categorical_crossentropy');
  }
  if (loss === 'binary_crossentropy' && isOneHot === (output.units === 1)) return binaryLoss(reading, isOneHot, output);
  return numberOfUnits(reading, loss, output, classes);
}

/** Labels of zeros and ones are for two classes. */
function severalClasses(
  reading: ScriptReading,
  loss: string,
  { dense, units }: OutputReading,
  classes: number,
): Change {
  return together(
    setLabelForm(reading, 'binary', 'one-hot'),
    ...(units === classes ? [] : [setUnits(reading, dense, classes)]),
    setActivation(reading, dense, 'softmax'),
    ...(loss === 'categorical_crossentropy' ? [] : [setLoss(reading, loss, 'categorical_crossentropy')]),
  );
}

/** One-hot labels for one unit become zeros and ones; numbers for several units get the loss that takes them. */
function binaryLoss(reading: ScriptReading, isOneHot: boolean, { dense, activations }: OutputReading): Change {
  if (isOneHot) return setLabelForm(reading, 'one-hot', 'binary');
  const isSoftmax = activations.length === 1 && activations[0]!.name === 'softmax';
  return together(
    ...(isSoftmax ? [] : [setActivation(reading, dense, 'softmax')]),
    setLoss(reading, 'binary_crossentropy', 'sparse_categorical_crossentropy'),
  );
}

function numberOfUnits(
  reading: ScriptReading,
  loss: string,
  { dense, units }: OutputReading,
  classes: number | undefined,
): Change {
  if (classes === undefined) return { reason: 'the number of classes is not visible' };
  const isOne = units === 1 && classes > 2;
  return together(
    setUnits(reading, dense, classes),
    ...(isOne ? [setActivation(reading, dense, 'softmax')] : []),
    ...(isOne && loss === 'binary_crossentropy' ? [setLoss(reading, loss, 'categorical_crossentropy')] : []),
  );
}
