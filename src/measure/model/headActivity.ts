import type { ActivationName } from '../../backbones/network/activationNames.js';
import { forward, INFERENCE } from '../../backbones/network/forward.js';
import type { Layer } from '../../backbones/network/layer.js';
import type { RawWeight, WeightName } from '../../backbones/network/weights.js';
import { weightTensors } from '../../backbones/network/weightTensors.js';
import type { Classifier } from '../../backbones/pretrained/classifier.js';
import { recorded } from '../../engine/record.js';
import { tf } from '../../engine/tensorflow.js';

/** What the units of a hidden layer answer on some images. */
export interface LayerActivity {
  layer: string;
  activation: ActivationName;
  units: number;
  /** Share of the units that no image moves: their activation is flat there, so that no gradient passes. */
  stuck: number;
}

/** Ends of a bounded activation, and of `relu` the one below which it is flat. */
const FLAT: Readonly<Partial<Record<ActivationName, { below?: number; above?: number }>>> = {
  relu: { below: 0 },
  relu6: { below: 0, above: 6 },
  sigmoid: { below: 0, above: 1 },
  hard_sigmoid: { below: 0, above: 1 },
  hard_sigmoid_of_keras_2: { below: 0, above: 1 },
  tanh: { below: -1, above: 1 },
  softsign: { below: -1, above: 1 },
};

/**
 * Distance from the end of a bounded activation, within which it is flat: the derivative of a sigmoid is 1 % of its largest
 * value 0.0025 from its ends, that of tanh 0.005 from its.
 */
const NEAR = 0.0025;

/** Whether an answer is where the activation is flat. */
export function isFlat(activation: ActivationName, answer: number): boolean {
  const { below = Number.NEGATIVE_INFINITY, above = Number.POSITIVE_INFINITY } = FLAT[activation] ?? {};
  const near = activation.startsWith('relu') || activation.startsWith('hard_') ? 0 : NEAR;
  return answer <= below + near || answer >= above - near;
}

/** Share of the units that are flat for every image. @param answers `[numExamples, units]` */
export function stuckShare(activation: ActivationName, answers: ArrayLike<number>, units: number): number {
  const numExamples = answers.length / units;
  let stuck = 0;
  for (let unit = 0; unit < units; unit++) {
    let image = 0;
    while (image < numExamples && isFlat(activation, answers[image * units + unit]!)) image++;
    if (image === numExamples) stuck++;
  }
  return stuck / units;
}

/**
 * Measures the hidden layers of a head on a batch, in inference mode.
 *
 * @param weights all weights of the tail
 * @param states for each, weights that replace those of the same name, as before and after some steps
 * @returns one list of layers for each state; empty lists for a head without a hidden layer of a flat activation
 */
export function headActivity(
  classifier: Classifier,
  weights: ReadonlyMap<WeightName, tf.Tensor>,
  states: readonly ReadonlyMap<WeightName, RawWeight>[],
  x: tf.Tensor,
): LayerActivity[][] {
  const { tail, head } = classifier;
  const hidden = tail.layers.filter(
    (layer): layer is Layer & { activation: ActivationName } =>
      head.has(layer.name) &&
      layer.name !== tail.output &&
      'activation' in layer &&
      FLAT[layer.activation ?? 'linear'] !== undefined,
  );
  if (hidden.length === 0) return states.map(() => []);
  const names = [...(states[0]?.keys() ?? [])];
  const run = recorded(([input, ...changed]) => {
    const all = new Map([...weights, ...names.map((name, i): [WeightName, tf.Tensor] => [name, changed[i]!])]);
    const { outputs } = forward(tail, all, input!, INFERENCE);
    return hidden.map(({ name }) => outputs.get(name)!);
  });
  try {
    return states.map((state) => {
      const changed = weightTensors(state);
      const outputs = run([x, ...names.map((name) => changed.get(name)!)]);
      const activity = hidden.map(({ name, activation }, i): LayerActivity => {
        const units = outputs[i]!.shape.at(-1)!;
        return { layer: name, activation, units, stuck: stuckShare(activation, outputs[i]!.dataSync(), units) };
      });
      tf.dispose([...changed.values(), ...outputs]);
      return activity;
    });
  } finally {
    run.dispose();
  }
}
