import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { forward, INFERENCE } from '../../src/backbones/network/forward.js';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { buildClassifier } from '../../src/backbones/pretrained/classifier.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { wholeModel } from '../../src/backbones/pretrained/wholeModel.js';
import { bfloat16Support, type Precision } from '../../src/engine/precision.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { createTrainer } from '../../src/training/trainer.js';
import { drawnPictures } from './drawnPictures.js';
import { expectParity } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

const SIZE = { height: 227, width: 227 };
const BATCH = 4;
const CLASSES = 3;
const STEPS = 3;
const RATE = 1e-4;
/**
 * Keras compiles with XLA, which rounds once after a convolution and what is fused with it. Measured: 1.38 for InceptionV3, and
 * less than 1.1 for EfficientNetLite0.
 */
const MOST_OF_ERROR = 1.5;
/** Measured: 0.021. */
const MOST_OF_LOSS = 0.04;

beforeAll(() => tf.ready());

/** The lines that `kerasScript` writes. */
const MIXED = `
def mixed(layers):
    for layer in layers:
        layer.dtype_policy = "mixed_bfloat16"
`;

/** Root mean square of the difference, over that of the second. */
function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [difference, whole] = [0, 0].map((_, k) =>
    Array.from(b).reduce((sum, value, i) => sum + (k === 0 ? a[i]! - value : value) ** 2, 0),
  );
  return Math.sqrt(difference! / whole!);
}

test.skipIf(!bfloat16Support().isAvailable).each([
  { name: 'InceptionV3', weights: 'nsfwjs' },
  { name: 'EfficientNetLite0', weights: 'imagenet' },
] as const)('the error of $name in bfloat16 is about that of Keras with mixed_bfloat16', async ({ name, weights }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-mixed-'));
  try {
    const loaded = await loadBackbone(name, weights);
    const x = drawnPictures(BATCH, SIZE);
    const file = path.join(folder, 'base.keras');
    await saveModel(file, { network: loaded.network, weights: loaded.weights, inputShape: [227, 227, 3] });
    const { results } = pythonWithTensors(
      `import keras${MIXED}
base = keras.models.load_model(given, compile=False)
results['float32'] = base.predict(tensors['x'], verbose=0)
base.make_predict_function(force=True)
mixed(base.layers)
results['bfloat16'] = base.predict(tensors['x'], verbose=0).astype('float32')`,
      file,
      new Map([['x', x]]),
    );
    const tensors = weightTensors(loaded.weights);
    const features = (precision: Precision): Float32Array => {
      const run = recorded(([input]) => [forward(loaded.network, tensors, input!, INFERENCE).output], { precision });
      const values = tf.tidy(() => run([tf.tensor(x.values, x.shape)])[0]!.dataSync() as Float32Array);
      run.dispose();
      return values;
    };
    const exact = features('float32');
    expectParity(`${name}, float32, features`, relativeError(exact, results.get('float32')!.values), 1e-4);
    const theirs = relativeError(results.get('bfloat16')!.values, exact);
    expect(theirs).toBeGreaterThan(1e-3);
    expectParity(
      `${name}, bfloat16, error of features over Keras'`,
      relativeError(features('bfloat16'), exact) / theirs,
      MOST_OF_ERROR,
    );
    tf.dispose([...tensors.values()]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.skipIf(!bfloat16Support().isAvailable)(
  'training steps in bfloat16 have the losses of Keras with mixed_bfloat16',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'thaw-mixed-'));
    try {
      const loaded = await loadBackbone('InceptionV3', 'nsfwjs');
      const head = { units: [], dropout: 0 };
      const unfrozen = { above: 'mixed7', batchNormalization: true };
      const classifier = buildClassifier(loaded, { head, unfrozen, seed: 1, ...SIZE }, CLASSES);
      const x = drawnPictures(BATCH, SIZE);
      const labels = Array.from({ length: BATCH }, (_, i) => i % CLASSES);
      const file = path.join(folder, 'model.keras');
      await saveModel(file, wholeModel(classifier, new Map(), SIZE));
      const { answer } = pythonWithTensors(
        `import keras${MIXED}
answer = []
for precision in ('float32', 'bfloat16'):
    model = keras.models.load_model(given['file'], compile=False)
    for layer in model.layers:
        layer.trainable = layer.name in given['trainable']
    if precision == 'bfloat16':
        mixed(model.layers[:[l.name for l in model.layers].index('global_average_pooling2d')])
    model.compile(keras.optimizers.Adam(given['rate']), 'categorical_crossentropy')
    y = keras.utils.to_categorical(given['labels'], given['classes'])
    answer.append([float(model.train_on_batch(tensors['x'], y)) for _ in range(given['steps']) if model.reset_metrics() is None])`,
        { file, trainable: [...classifier.trainable], rate: RATE, labels, classes: CLASSES, steps: STEPS },
        new Map([['x', x]]),
      );
      const [wide, narrow] = (['float32', 'bfloat16'] as const).map((precision) => {
        const weights = weightTensors(classifier.weights);
        const policy = 'moving';
        const trainer = createTrainer(classifier, weights, { ...REFERENCE_RECIPE, policy, precision });
        const frozen = recorded(
          ([input]) => [
            forward(classifier.prefix!, weights, input!, { mode: 'training', policy, trainable: new Set() }).output,
          ],
          { precision },
        );
        const losses = Array.from({ length: STEPS }, () => {
          const [input] = tf.tidy(() => frozen([tf.tensor(x.values, x.shape)]));
          const result = trainer.step(
            input!,
            labels,
            labels.map(() => 1),
            RATE,
          );
          input!.dispose();
          return result.loss;
        });
        frozen.dispose();
        trainer.dispose();
        tf.dispose([...weights.values()]);
        return losses;
      });
      const [theirsWide, theirsNarrow] = answer as number[][];
      expectParity('step, float32, losses', relativeError(wide!, theirsWide!), 2e-3);
      expectParity(
        "step, bfloat16, losses against Keras' mixed_bfloat16",
        relativeError(narrow!, theirsNarrow!),
        MOST_OF_LOSS,
      );
      expect(narrow).not.toEqual(wide);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
