import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import { forward } from '../../src/backbones/network/forward.js';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { buildClassifier, type Unfrozen } from '../../src/backbones/pretrained/classifier.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { wholeModel } from '../../src/backbones/pretrained/wholeModel.js';
import type { Precision } from '../../src/engine/precision.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { createTrainer } from '../../src/training/trainer.js';
import { largestDifference, openExchange } from './exchange.js';
import { startPython } from './python.js';
import { sideBySide } from './sideBySide.js';

export interface TrainingCase {
  backbone: BackboneName;
  /** Trained ones, as for `InferenceCase`. */
  weights: string;
  height: number;
  width: number;
  batch: number;
  unfrozen: Unfrozen;
  /** What trains, in words. */
  what: string;
  calls: number;
  target: number;
  /** Of thaw; Keras computes in float32. Default: float32 */
  precision?: Precision;
}

const CLASSES = 7;
const RATE = 1e-5;
const COMPARED_STEPS = 3;
/**
 * Of losses of about 2. Adam's first steps are as long where a gradient is nothing but rounding as anywhere else, and the
 * statistics of four pictures make that large; the parity tests compare gradients and updates.
 */
const TOLERANCE: Readonly<Record<Precision, number>> = { float32: 1e-2, bfloat16: 0.1 };

/** A step of training with Adam, from pixels to new weights, against `train_on_batch`; the head is the reference's. */
export async function compareTrainingStep(given: TrainingCase): Promise<void> {
  const {
    backbone,
    weights: source,
    height,
    width,
    batch,
    unfrozen,
    what,
    calls,
    target,
    precision = 'float32',
  } = given;
  const inPrecision = precision === 'float32' ? '' : ` in ${precision}`;
  await tf.ready();
  const keras = startPython();
  const exchange = openExchange(keras);
  const loaded = await loadBackbone(backbone, source);
  const classifier = buildClassifier(loaded, { ...REFERENCE_RECIPE, unfrozen, height, width, seed: 1 }, CLASSES);
  const { prefix, trainable } = classifier;
  await exchange.model(wholeModel(classifier, new Map(), { height, width }));
  const shape: [number, number, number, number] = [batch, height, width, 3];
  const pictures = await exchange.pictures(shape);
  const labels = Array.from({ length: batch }, (_, i) => i % CLASSES);
  const exampleWeights = labels.map(() => 1);
  await keras.run(
    `
for layer in model.layers: layer.trainable = layer.name in given['trainable']
model.compile(optimizer=keras.optimizers.Adam(given['rate']), loss='categorical_crossentropy', metrics=['accuracy'])
y = keras.utils.to_categorical(given['labels'], given['classes'])
`,
    { trainable: [...trainable], rate: RATE, labels, classes: CLASSES },
  );
  const weights = weightTensors(classifier.weights);
  const policy = 'moving';
  const trainer = createTrainer(classifier, weights, { ...REFERENCE_RECIPE, policy, precision });
  const frozen = recorded(
    ([x]) => [
      prefix === undefined ? x : forward(prefix, weights, x, { mode: 'training', policy, trainable: new Set() }).output,
    ],
    { precision },
  );
  const step = (): number => {
    const x = tf.tensor4d(pictures, shape);
    const [input] = prefix === undefined ? [x] : frozen([x]);
    const result = trainer.step(input, labels, exampleWeights, RATE);
    tf.dispose([x, input]);
    return result.loss;
  };
  try {
    const train = 'loss = model.train_on_batch(x, y)';
    const { answer } = await keras.run(
      `answer = []\nfor _ in range(${COMPARED_STEPS}):\n    model.reset_metrics()\n    answer.append(float(model.train_on_batch(x, y)[0]))`,
    );
    const losses = Array.from({ length: COMPARED_STEPS }, step);
    await sideBySide(keras, {
      name: `training-${backbone}-${height}x${width}-${what.replaceAll(/[^a-z0-9]+/gi, '-')}-${batch}${inPrecision.replaceAll(' ', '-')}`,
      work: `${backbone} ${height}x${width}, training step${inPrecision}, ${what}, batch ${batch}`,
      images: batch,
      calls,
      target,
      thaw: () => {
        step();
      },
      keras: train,
      check: {
        what: `losses of ${COMPARED_STEPS} steps`,
        difference: largestDifference(losses, answer as number[]),
        tolerance: TOLERANCE[precision],
      },
    });
  } finally {
    frozen.dispose();
    trainer.dispose();
    tf.dispose([...weights.values()]);
    exchange.close();
    keras.stop();
  }
}
