import { logitsBeforeActivationOf } from '../../../script/keras/versionMeaning.js';
import { type OutputReading, outputOf } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

const CATEGORICAL = ['categorical_crossentropy', 'sparse_categorical_crossentropy'];
const CROSSENTROPIES = [...CATEGORICAL, 'binary_crossentropy'];
/** Activations whose outputs are probabilities. */
const PROBABILITIES = ['softmax', 'sigmoid', 'hard_sigmoid'];

/** Finds a last layer whose outputs are not what the loss takes: softmax of one unit, twice, none, or beside `from_logits`. */
export function lastLayerMismatch(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const output = outputOf(stage);
    if (output === undefined || output.activations.some(({ name }) => name === undefined)) return [];
    for (const find of KINDS) {
      const finding = find(reading, stage, output);
      if (finding !== undefined) return [finding];
    }
    return [];
  });
}

type Kind = (reading: ScriptReading, stage: StageReading, output: OutputReading) => Finding | undefined;

const softmaxOfOne: Kind = (reading, { loss }, { units, activations, dense }) => {
  const softmax = activations.find(({ name }) => name === 'softmax');
  if (units !== 1 || softmax === undefined) return undefined;
  return scriptFinding(reading, {
    check: 'last-layer-mismatch',
    severity: 'critical',
    summary: 'Softmax of one unit is always 1: every image gets class 1, whatever the weights are.',
    fix: "Write Dense(1, activation='sigmoid') with binary_crossentropy, or Dense(2, activation='softmax') with one-hot labels and categorical_crossentropy.",
    at: [[softmax.place, 'always 1.0'], dense.origin, loss.place],
  });
};

const oneOutputOfClasses: Kind = (reading, { loss }, { units, dense }) => {
  if (units !== 1 || loss.name === undefined || !CATEGORICAL.includes(loss.name)) return undefined;
  const isSparse = loss.name.startsWith('sparse');
  return scriptFinding(reading, {
    check: 'last-layer-mismatch',
    severity: 'critical',
    summary: isSparse
      ? `${loss.name} needs a unit for each class: with one unit, class 1 has none, and fit fails or the loss is nan.`
      : `With one unit, ${loss.name} is always 0, since Keras divides each output by the sum of all: nothing is learned.`,
    fix: "Use loss='binary_crossentropy' with one sigmoid unit, or a unit for each class.",
    at: [loss.place, [dense.origin, 'one unit']],
  });
};

/** What two softmaxes in a row can reach at best: the loss where the right class has probability 1 after the first. */
export function floorOfTwo(classes: number): string {
  return Math.log((Math.E + classes - 1) / Math.E).toFixed(2);
}

const twoSoftmaxes: Kind = (reading, { loss }, { units, activations }) => {
  const softmaxes = activations.filter(({ name }) => name === 'softmax');
  if (softmaxes.length < 2) return undefined;
  const floor = units === undefined || units < 2 ? '' : ` The loss cannot fall below ${floorOfTwo(units)}.`;
  return scriptFinding(reading, {
    check: 'last-layer-mismatch',
    severity: 'critical',
    summary: `Softmax is applied twice: the second one flattens the probabilities of the first.${floor}`,
    fix: 'Remove one of the two softmaxes.',
    at: [softmaxes[1]!.place, softmaxes[0]!.place, loss.place],
  });
};

const noProbabilities: Kind = (reading, { loss }, { activations, dense }) => {
  if (loss.fromLogits !== false || !CROSSENTROPIES.includes(loss.name ?? '')) return undefined;
  const last = activations.at(-1);
  if (last !== undefined && PROBABILITIES.includes(last.name!)) return undefined;
  const isBinary = loss.name === 'binary_crossentropy';
  return scriptFinding(reading, {
    check: 'last-layer-mismatch',
    severity: 'critical',
    summary: `The last layer has ${last === undefined ? 'no activation' : `the activation ${last.name}`}, but ${loss.name} expects probabilities and clips its outputs to 0..1. The loss hardly falls, or is nan.`,
    fix: `Give the last layer activation='${isBinary ? 'sigmoid' : 'softmax'}', or use the loss with from_logits=True.`,
    at: [last?.place ?? dense.origin, loss.place],
  });
};

const logitsTwice: Kind = (reading, { loss }, { units, activations }) => {
  const last = activations.at(-1);
  if (loss.fromLogits !== true || last === undefined || !PROBABILITIES.includes(last.name!)) return undefined;
  const { readings } = logitsBeforeActivationOf(reading.keras.releases);
  const takes = readings.map(({ value }) => value);
  const floor =
    last.name !== 'softmax' || units === undefined || units < 2
      ? ''
      : ` The loss then cannot fall below ${floorOfTwo(units)}.`;
  const twice = `${last.name} is applied twice: in the last layer, and in the loss by from_logits=True.${floor}`;
  return scriptFinding(reading, {
    check: 'last-layer-mismatch',
    severity: !takes.includes(true) ? 'critical' : takes.includes(false) ? 'warning' : 'info',
    summary: !takes.includes(true)
      ? twice
      : takes.includes(false)
        ? `Up to TensorFlow 2.3, ${twice} Later versions of TensorFlow take the values before the ${last.name}, and warn.`
        : `The last layer has ${last.name}, and the loss from_logits=True. TensorFlow takes the values before the ${last.name}, and warns. With JAX or PyTorch, ${last.name} is applied twice.`,
    fix: `Remove from_logits=True, or the activation of the last layer.`,
    at: [loss.place, last.place],
  });
};

const sigmoidOfClasses: Kind = (reading, { loss, training }, { units, activations }) => {
  const last = activations.at(-1);
  if (last?.name !== 'sigmoid' || units === undefined || units < 2 || !CATEGORICAL.includes(loss.name ?? ''))
    return undefined;
  if (loss.fromLogits !== false || training?.labels.form === undefined) return undefined;
  return scriptFinding(reading, {
    check: 'last-layer-mismatch',
    severity: 'info',
    summary: `The last layer has sigmoid for ${units} classes, and ${loss.name} divides its outputs by their sum. It trains, but what predict gives does not sum to 1.`,
    fix: "Give the last layer activation='softmax'.",
    at: [last.place, loss.place],
  });
};

/** The most telling first; a model has one of them. */
const KINDS: readonly Kind[] = [
  softmaxOfOne,
  oneOutputOfClasses,
  twoSoftmaxes,
  logitsTwice,
  noProbabilities,
  sigmoidOfClasses,
];
