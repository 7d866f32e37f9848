import type { FlowLabels } from '../../../script/library/images/flow.js';
import { type OutputReading, outputOf } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Finds labels whose form is not what the loss and the last layer take. */
export function labelFormMismatch(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const labels = stage.training?.labels;
    if (labels?.form === undefined || labels.form === 'none' || labels.form === 'input' || labels.form === 'text')
      return [];
    const found = formAgainstLoss(reading, stage, labels, outputOf(stage)) ?? binaryOfMany(reading, labels);
    return found === undefined ? [] : [found];
  });
}

/** How a generator or a dataset is told to give labels of a form. */
const FORMS: Record<string, string> = {
  'one-hot': 'one-hot vectors',
  integers: 'numbers of classes',
  binary: 'zeros and ones',
};

/** What a loss cannot take of labels; undefined where it takes them. */
export function formAgainstLoss(
  reading: ScriptReading,
  { loss }: StageReading,
  labels: FlowLabels,
  output: OutputReading | undefined,
): Finding | undefined {
  const { form } = labels;
  const isOneHot = form === 'one-hot';
  const units = output?.units;
  const say = (summary: string, fix: string): Finding =>
    scriptFinding(reading, {
      check: 'label-form-mismatch',
      severity: 'critical',
      summary,
      fix,
      at: [[labels.place, FORMS[form!]!], loss.place, output?.dense.origin],
    });
  if (loss.name === 'sparse_categorical_crossentropy' && isOneHot) {
    return say(
      'The labels are one-hot, but sparse_categorical_crossentropy takes numbers of classes: fit fails.',
      "Use categorical_crossentropy, or labels that are numbers (class_mode='sparse', label_mode='int', no to_categorical).",
    );
  }
  if (loss.name === 'categorical_crossentropy' && !isOneHot && units !== 1) {
    return say(
      `The labels are ${FORMS[form!]}, but categorical_crossentropy takes one-hot vectors: fit fails.`,
      "Use sparse_categorical_crossentropy, or one-hot labels (class_mode='categorical', label_mode='categorical', to_categorical).",
    );
  }
  if (loss.name !== 'binary_crossentropy' || units === undefined) return undefined;
  if (!isOneHot && units > 1) {
    return say(
      `The labels are ${FORMS[form!]}, one for each image, but the last layer has ${units} units and binary_crossentropy compares them one by one: fit fails, or in TensorFlow 2.2 and 2.3 repeats the label for every unit.`,
      units === 2
        ? 'Use one unit with sigmoid, or one-hot labels with softmax and categorical_crossentropy.'
        : 'Use sparse_categorical_crossentropy with softmax.',
    );
  }
  if (isOneHot && units === 1) {
    return say(
      'The labels are one-hot, but the last layer has one unit: fit fails, or compares that one output with every class.',
      "Use labels of zeros and ones (class_mode='binary', label_mode='binary'), or a unit for each class.",
    );
  }
  const classes = labels.numClasses?.value;
  if (form === 'integers' && units === 1 && classes !== undefined && classes > 2) {
    return say(
      `The labels are numbers of ${classes} classes, but binary_crossentropy of one unit takes 0 and 1: a label above 1 pushes the output to 1 without end, and the loss becomes negative.`,
      `Use ${classes} units with softmax and sparse_categorical_crossentropy.`,
    );
  }
  return undefined;
}

function binaryOfMany(reading: ScriptReading, labels: FlowLabels): Finding | undefined {
  const classes = labels.numClasses?.value;
  if (labels.form !== 'binary' || classes === undefined || classes <= 2) return undefined;
  return scriptFinding(reading, {
    check: 'label-form-mismatch',
    severity: 'critical',
    summary: `The labels are binary, but there are ${classes} classes: all from the third on have labels that one sigmoid cannot give.`,
    fix: `Use class_mode='categorical' with ${classes} units, softmax and categorical_crossentropy.`,
    at: [labels.place, [labels.numClasses?.places.at(-1), `${classes} classes`]],
  });
}
