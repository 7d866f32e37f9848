import { chunks } from '../../src/base/chunks.js';
import { prefetch } from '../../src/base/prefetch.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { decodeImage } from '../../src/dataset/image.js';
import { scanImages } from '../../src/dataset/scan.js';
import { augment } from '../../src/engine/augment.js';
import { tf, yieldToEventLoop } from '../../src/engine/tensorflow.js';
import { openPictures, prefetchedPictures } from '../../src/features/pictures.js';
import { drawChange } from '../../src/preprocess/augmentation.js';
import { transformOf } from '../../src/preprocess/transform.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { alternate, anImage, timed } from '../harness/alternate.js';
import { startPython } from '../harness/python.js';
import { wheatFolder } from './wheat.js';

const SIZE = { height: 227, width: 454, interpolation: 'nearest' } as const;
const RANGES = REFERENCE_RECIPE.augmentation!;
const NUM_IMAGES = 320;
const COMPARED = 8;
const GREY_LEVEL = 1;

/** Wheat kernels decoded to 227x454 and augmented as in the reference recipe, against ImageDataGenerator. */
export async function measure(batch: number): Promise<void> {
  await tf.ready();
  const folder = wheatFolder();
  const { images } = await scanImages(await readClassFolders(folder, { imagesPerClass: 100 }));
  const some = images.slice(0, NUM_IMAGES);
  const python = startPython();
  const drawsOf = (indices: readonly number[]) =>
    indices.map((i) => drawChange(RANGES, SIZE.height, SIZE.width, 42, 1, i));
  try {
    const difference = await differenceFrom(some.slice(0, COMPARED).map((image) => image.path));
    await python.run(
      `
from keras.src.legacy.preprocessing.image import ImageDataGenerator
generator = ImageDataGenerator(rotation_range=30, width_shift_range=0.2, height_shift_range=0.2, shear_range=0.2,
                               zoom_range=0.2, horizontal_flip=True)
flow = generator.flow_from_directory(given['folder'], target_size=(227, 454), batch_size=given['batch'], seed=42)
`,
      { folder, batch },
    );
    await alternate({
      name: `images-${batch}`,
      work: `decoding and full augmentation, 227x454, batch ${batch}`,
      unit: 'ms an image',
      target: 0.2,
      check: { what: 'pixels, by the mean,', difference, tolerance: GREY_LEVEL / 10 },
      thaw: async () => anImage(await timed(decodeAndAugment), some.length),
      other: async () => {
        const { seconds, cpuSeconds } = await python.run(`for _ in range(given): next(flow)`, some.length / batch);
        return anImage({ wall: seconds, cpu: cpuSeconds }, some.length);
      },
    });
  } finally {
    python.stop();
  }

  async function decodeAndAugment(): Promise<void> {
    const pictures = await openPictures(some, SIZE, { folder: '' }, 0);
    const batches = chunks(some.length, batch);
    for await (const { value, loaded } of prefetch(batches, pictures.read, prefetchedPictures(batch, SIZE))) {
      augment(loaded, drawsOf(value), SIZE, RANGES).dispose();
      await yieldToEventLoop();
    }
    await pictures.close();
  }

  /** Mean difference from Keras' decoding and SciPy's transform with the same matrix. */
  async function differenceFrom(files: string[]): Promise<number> {
    const draws = drawsOf([...files.keys()]);
    const matrices = draws.map((draw) => transformOf(draw, SIZE.height, SIZE.width));
    let sum = 0;
    let count = 0;
    for (const [i, file] of files.entries()) {
      const { answer } = await python.run(
        `
import keras, numpy as np, scipy.ndimage
x = keras.utils.img_to_array(keras.utils.load_img(given['file'], target_size=(227, 454)))
xx, xy, x0, yx, yy, y0 = given['matrix'][:6]
answer = [scipy.ndimage.affine_transform(x[..., c], [[yy, yx], [xy, xx]], [y0, x0], order=1, mode='nearest').ravel().tolist()
          for c in range(3)]
`,
        { file, matrix: matrices[i] },
      );
      const changed = augment(await decodeImage(file, SIZE), [draws[i]], SIZE, RANGES);
      const ours = changed.dataSync();
      changed.dispose();
      for (const [c, channel] of (answer as number[][]).entries()) {
        for (const [k, value] of channel.entries()) sum += Math.abs(value - ours[3 * k + c]);
        count += channel.length;
      }
    }
    return sum / count;
  }
}
