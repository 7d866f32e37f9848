import { type Change, together } from '../../script/edit/edit.js';
import { outputOf } from '../../script/reading/outputReading.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { Finding } from '../finding.js';
import { setActivation, setLabelForm, setLoss, setUnits } from './outputEdits.js';
import { stageOfFinding } from './stageOfFinding.js';

/** Makes the loss, the last layer and the labels fit; the form of the labels decides where it can. */
export function labelFormFix(reading: ScriptReading, finding: Finding): Change {
  const stage = stageOfFinding(reading, finding);
  const labels = stage?.training?.labels;
  if (stage === undefined || labels?.form === undefined) return { reason: 'the labels are not in this file' };
  const { form, numClasses } = labels;
  const output = outputOf(stage);
  const { name: loss } = stage.loss;
  const classes = numClasses?.value;
  if (loss === 'sparse_categorical_crossentropy' && form === 'one-hot') {
    return setLoss(reading, loss, 'categorical_crossentropy');
  }
  if (form === 'binary' && classes !== undefined && classes > 2) {
    if (output === undefined || loss === undefined) return { reason: 'the last layer is not in this file' };
    return together(
      setLabelForm(reading, 'binary', 'one-hot'),
      ...(output.units === classes ? [] : [setUnits(reading, output.dense, classes)]),
      setActivation(reading, output.dense, 'softmax'),
      ...(loss === 'categorical_crossentropy' ? [] : [setLoss(reading, loss, 'categorical_crossentropy')]),
    );
  }
  if (loss === 'categorical_crossentropy' && form !== 'one-hot' && output?.units !== 1) {
    return setLoss(reading, loss, 'sparse_categorical_crossentropy');
  }
  if (output?.units === undefined) return { reason: 'the units of the last layer are not visible' };
  const { units, dense, activations } = output;
  if (loss === 'binary_crossentropy' && form !== 'one-hot' && units > 1) {
    const isSoftmax = activations.length === 1 && activations[0]!.name === 'softmax';
    const sparse = setLoss(reading, loss, 'sparse_categorical_crossentropy');
    return isSoftmax ? sparse : together(setActivation(reading, dense, 'softmax'), sparse);
  }
  if (loss === 'binary_crossentropy' && form === 'one-hot' && units === 1) {
    return setLabelForm(reading, 'one-hot', 'binary');
  }
  if (classes === undefined) return { reason: 'the number of classes is not visible' };
  const isOne = units === 1 && classes > 2;
  return together(
    setUnits(reading, dense, classes),
    ...(isOne ? [setActivation(reading, dense, 'softmax')] : []),
    ...(isOne && loss === 'binary_crossentropy' ? [setLoss(reading, loss, 'categorical_crossentropy')] : []),
  );
}
