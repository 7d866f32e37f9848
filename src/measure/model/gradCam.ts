import { tf, yieldToEventLoop } from '../../engine/tensorflow.js';
import { endOfMaps, logitsOf, type OpenModel } from '../../features/openModel.js';

/** Where a model found the evidence for a class. */
export interface HeatMap {
  /** `[height, width]` of the image, row by row, in [0, 1]: 1 is where the class's evidence is most; all 0 where there is none. */
  values: Float32Array;
  /** Rows and columns of the maps that it comes from: positions within one cell cannot be distinguished. */
  cells: readonly [rows: number, columns: number];
}

/**
 * Grad-CAM: the maps of the last convolution, each weighted by the mean gradient of the class's logit with respect to it,
 * summed, with values below 0 set to 0; then scaled to a maximum of 1 and enlarged to the image bilinearly.
 *
 * Source: Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2.
 *
 * @param pictures `[height, width, 3]` each, in 0 ... 255
 * @param classes index of the class to explain, one per image
 */
export async function gradCam(
  model: OpenModel,
  pictures: readonly Uint8Array[],
  { height, width }: { height: number; width: number },
  classes: readonly number[],
): Promise<HeatMap[]> {
  const heatMaps: HeatMap[] = [];
  // One by one: the maps of a large network take megabytes per image, and there are few images on a page.
  for (const [i, picture] of pictures.entries()) {
    heatMaps.push(heatMapOf(model, picture, [height, width], classes[i]!));
    await yieldToEventLoop();
  }
  return heatMaps;
}

function heatMapOf(model: OpenModel, picture: Uint8Array, size: [number, number], label: number): HeatMap {
  const { enlarged, rows, columns } = tf.tidy(() => {
    const input = tf.tensor4d(Float32Array.from(picture), [1, ...size, 3]);
    const maps = model.upTo(endOfMaps(model.network).maps, input) as tf.Tensor4D;
    const heat = classActivation(model, maps, [label]);
    const relative = tf.divNoNan(heat, tf.max(heat)).expandDims(-1) as tf.Tensor4D;
    const [, rows, columns] = maps.shape;
    return { enlarged: tf.image.resizeBilinear(relative, size, false, true), rows, columns };
  });
  const values = enlarged.dataSync() as Float32Array;
  enlarged.dispose();
  return { values, cells: [rows, columns] };
}

/**
 * The heat of each cell, `[batch, rows, columns]`, 0 or more.
 *
 * @param maps `[batch, rows, columns, channels]`, the output of the last convolution
 */
export function classActivation(model: OpenModel, maps: tf.Tensor4D, classes: readonly number[]): tf.Tensor3D {
  return tf.tidy(() => {
    const from = endOfMaps(model.network).maps;
    const to = logitsOf(model.network);
    const score = (x: tf.Tensor): tf.Tensor => {
      const logits = model.between(from, to, x) as tf.Tensor2D;
      return tf.sum(tf.mul(logits, tf.oneHot(tf.tensor1d([...classes], 'int32'), logits.shape[1])));
    };
    const importance = tf.mean(tf.grad(score)(maps), [1, 2], true);
    return tf.relu(tf.sum(tf.mul(maps, importance), -1)) as tf.Tensor3D;
  });
}
