import { type Change, together } from '../../script/edit/edit.js';
import { replaceExpression } from '../../script/edit/expressions.js';
import { removeKeyword, setKeyword } from '../../script/edit/keywords.js';
import { callAt, expressionAt } from '../../script/edit/nodeAt.js';
import { quoteLike } from '../../script/edit/style.js';
import { configuredOf } from '../../script/library/models/configured.js';
import { activationOf, metricsOf, type OutputReading, outputOf } from '../../script/reading/outputReading.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import { walk } from '../../script/syntax/walk.js';
import type { Finding } from '../finding.js';
import { removeActivation, setActivation, setLoss, setUnits } from './outputEdits.js';
import { isNamedFirst, stageOfFinding } from './stageOfFinding.js';

const CATEGORICAL = /categorical_crossentropy$/;

/** Makes the last layer and the loss fit: its activation, its units, or `from_logits`. */
export function lastLayerFix(reading: ScriptReading, finding: Finding): Change {
  const stage = stageOfFinding(reading, finding);
  const output = stage && outputOf(stage);
  if (stage === undefined || output === undefined) return { reason: 'the last layer is not in this file' };
  const { units, activations } = output;
  if (units === 1 && (activations.some(({ name }) => name === 'softmax') || CATEGORICAL.test(stage.loss.name ?? ''))) {
    return oneUnit(reading, stage, output);
  }
  if (activations.filter(({ name }) => name === 'softmax').length > 1) return oneSoftmax(reading, output);
  return stage.loss.fromLogits === true ? withoutLogits(reading, stage) : withProbabilities(reading, stage, output);
}

/** One unit is for two classes, unless the labels are known to be of more. */
function oneUnit(reading: ScriptReading, { training, loss }: StageReading, output: OutputReading): Change {
  const { form, numClasses } = training?.labels ?? {};
  const classes = numClasses?.value;
  if (form === 'one-hot' && classes !== undefined && classes > 1 && loss.name === 'categorical_crossentropy') {
    return together(setUnits(reading, output.dense, classes), activated(reading, output, 'softmax'));
  }
  const isBinary = form === 'binary' || (form === 'integers' && classes === 2);
  if (!isBinary && loss.name !== 'binary_crossentropy') {
    return { reason: 'whether there are two classes or more is not visible in the text' };
  }
  const isOther = loss.name !== undefined && loss.name !== 'binary_crossentropy';
  return together(
    activated(reading, output, 'sigmoid'),
    ...(isOther ? [setLoss(reading, loss.name!, 'binary_crossentropy')] : []),
  );
}

/** The last activation becomes another one, where it stands; a dense layer that has none gets it. */
function activated(reading: ScriptReading, { dense, activations }: OutputReading, name: string): Change {
  const [last, before] = [...activations].reverse();
  if (last?.name === name && before === undefined) return { edits: [] };
  if (before !== undefined) return { reason: 'there are several activations after the last dense layer' };
  if (last === undefined || activationOf(dense) !== null) return setActivation(reading, dense, name);
  const call = callAt(reading.script, last.place);
  if (call === undefined || call.args.length + call.keywords.length !== 1) {
    return { reason: 'the activation is a layer of its own' };
  }
  return setKeyword(reading.script, call, 'activation', quoteLike(reading.script, name), { position: 0 });
}

function oneSoftmax(reading: ScriptReading, { dense, activations }: OutputReading): Change {
  if (activations.length === 2 && activationOf(dense) !== null) return removeActivation(reading, dense);
  return { reason: 'both are layers of their own' };
}

function withoutLogits({ script }: ScriptReading, { call }: StageReading): Change {
  const made = configuredOf(call.compiled?.args.get('loss'));
  const node = callAt(script, made?.origin);
  return node === undefined ? { reason: 'the loss is in another file' } : removeKeyword(script, node, 'from_logits');
}

function withProbabilities(reading: ScriptReading, { call, loss }: StageReading, output: OutputReading): Change {
  const name = loss.name === 'binary_crossentropy' ? 'sigmoid' : 'softmax';
  // Where the script applies it to the outputs, they are meant to be logits.
  const applied = [...walk(reading.script.body)].some(
    (node) =>
      node.type === 'Call' && /^(softmax|sigmoid|expit)$/.test(node.func.type === 'Attribute' ? node.func.attr : ''),
  );
  if (!applied) return activated(reading, output, name);
  const made = callAt(reading.script, configuredOf(call.compiled?.args.get('loss'))?.origin);
  if (made !== undefined) return setKeyword(reading.script, made, 'from_logits', 'True');
  return {
    reason: `the script applies ${name} to the outputs itself: the loss has to be an object with from_logits=True`,
  };
}

/** Makes the loss and the last layer those of one class per image. */
export function lossFix(reading: ScriptReading, finding: Finding): Change {
  const stage = stageOfFinding(reading, finding) ?? reading.stages.at(-1);
  const output = stage && outputOf(stage);
  if (stage?.loss.name === undefined || output === undefined) return { reason: 'the last layer is not in this file' };
  return together(setLoss(reading, stage.loss.name, 'categorical_crossentropy'), activated(reading, output, 'softmax'));
}

/** Makes a metric count the images that are correct. */
export function metricFix(reading: ScriptReading, finding: Finding): Change {
  const stage = stageOfFinding(reading, finding) ?? reading.stages.at(-1);
  if (stage === undefined) return { reason: 'the metric is not in this file' };
  const { list } = reading.library.events;
  if (list.some(({ kind, place }) => kind === 'load' && isNamedFirst(reading, finding, place))) {
    return { reason: 'whether the loaded model is to be compiled again is for you to decide' };
  }
  if (stage.loss.name === 'binary_crossentropy' && stage.training?.labels.form === 'one-hot') {
    return lossFix(reading, finding);
  }
  return together(...metricNames(reading, stage));
}

/** Metrics that the text `'accuracy'` stands for, by the loss and the labels. */
const ACCURACIES = /^(accuracy|binary_accuracy|categorical_accuracy)$/;

/** `'accuracy'` in place of metrics; the text itself stays. */
function metricNames({ script }: ScriptReading, stage: StageReading): Change[] {
  return metricsOf(stage).flatMap(({ name, place }): Change[] => {
    const node = expressionAt(script, place);
    if (!ACCURACIES.test(name) || (node?.type === 'Constant' && node.value === 'accuracy')) return [];
    if (node === undefined) return [{ reason: 'the metric is in another file' }];
    return [replaceExpression(script, node, quoteLike(script, 'accuracy'))];
  });
}
