import { firstOfEach } from '../../../base/group.js';
import type { CropAction, PixelStep } from '../../../script/library/images/flow.js';
import { type Pipeline, pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import type { Finding } from '../../finding.js';

const FROM_FILES = ['directory generator', 'dataframe generator'];

/**
 * Finds crops in the `preprocessing_function` of a generator that reads files. Keras calls it on images that are resized to
 * `target_size` already, so that it crops what is small: a crop to that size does nothing.
 */
export function cropAfterResize(reading: ScriptReading): Finding[] {
  const found = pipelinesOf(reading).flatMap((pipeline) => cropIn(pipeline) ?? []);
  const each = firstOfEach(found, ({ crop }) => keyOf(crop.place));
  return each.map(({ crop, resize }) => {
    const { height, width } = resize.after;
    const isWhole = crop.height.value === height && crop.width.value === width;
    const size = height === undefined || width === undefined ? '`target_size`' : `${height}x${width}`;
    return {
      check: 'crop-after-resize',
      severity: isWhole ? 'critical' : 'warning',
      summary: isWhole
        ? `The crop to ${size} does nothing: the generator has resized the whole image to ${size} before it calls this function.`
        : `The crop is of images that the generator has resized to ${size} before, not of the files.`,
      evidence: [],
      fix: {
        text: 'Crop where the files are read: a generator of your own, `tf.data`, or files that are cropped before. Predict with the same steps.',
      },
      places: [quotePlace(reading, crop.place, 'runs second'), quotePlace(reading, resize.place, 'runs first')],
    };
  });
}

type Crop = PixelStep & CropAction;

/** The first crop behind the generator's own resize. Random crops are augmentation. */
function cropIn({ flow, steps }: Pipeline): { crop: Crop; resize: PixelStep } | undefined {
  if (!FROM_FILES.includes(flow.kind)) return undefined;
  const at = steps.findIndex(({ kind }) => kind === 'resize');
  const crop = steps.slice(at + 1).find((step): step is Crop => step.kind === 'crop');
  return at === -1 || crop === undefined || crop.how === 'random' ? undefined : { crop, resize: steps[at]! };
}
