import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import { forward, INFERENCE } from '../../src/backbones/network/forward.js';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import type { Precision } from '../../src/engine/precision.js';
import { recorded } from '../../src/engine/record.js';
import { tf, valuesOf } from '../../src/engine/tensorflow.js';
import { largestDifference, openExchange } from './exchange.js';
import { startPython } from './python.js';
import type { Spread } from './results.js';
import { sideBySide } from './sideBySide.js';

export interface InferenceCase {
  backbone: BackboneName;
  /**
   * Trained ones: drawn ones let activations shrink from layer to layer until they are denormal numbers, on which a
   * processor takes three times as long.
   */
  weights: string;
  height: number;
  width: number;
  batch: number;
  calls: number;
  target: number;
  /** Of thaw; Keras computes in float32. Default: float32 */
  precision?: Precision;
}

/** Largest difference of features, over the largest feature. */
const TOLERANCE: Readonly<Record<Precision, number>> = { float32: 1e-4, bfloat16: 0.05 };

/** Features of a batch by a frozen backbone, as `computeFeatures` makes them, against `predict`. */
export async function compareInference(given: InferenceCase): Promise<Spread> {
  const { backbone, weights: source, height, width, batch, calls, target, precision = 'float32' } = given;
  await tf.ready();
  const keras = startPython();
  const exchange = openExchange(keras);
  const { network, weights: raw } = await loadBackbone(backbone, source);
  await exchange.model({ network, weights: raw, inputShape: [height, width, 3] });
  const shape: [number, number, number, number] = [batch, height, width, 3];
  const pictures = await exchange.pictures(shape);
  const weights = weightTensors(raw);
  const run = recorded(([x]) => [forward(network, weights, x, INFERENCE).output], { precision });
  const inPrecision = precision === 'float32' ? '' : ` in ${precision}`;
  const features = (): Float32Array => valuesOf(() => run([tf.tensor4d(pictures, shape)])[0]);
  try {
    const predict = `answer_array = model.predict(x, batch_size=${batch}, verbose=0)`;
    await keras.run(predict);
    const theirs = await exchange.array('answer_array');
    const size = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const { thaw } = await sideBySide(keras, {
      name: `inference-${backbone}-${height}x${width}-${batch}${inPrecision.replaceAll(' ', '-')}`,
      work: `${backbone} ${height}x${width}, inference${inPrecision}, batch ${batch}`,
      images: batch,
      calls,
      target,
      thaw: () => {
        features();
      },
      keras: predict,
      check: {
        what: 'features, over the largest,',
        difference: largestDifference(features(), theirs) / size,
        tolerance: TOLERANCE[precision],
      },
    });
    return thaw;
  } finally {
    run.dispose();
    tf.dispose([...weights.values()]);
    exchange.close();
    keras.stop();
  }
}
