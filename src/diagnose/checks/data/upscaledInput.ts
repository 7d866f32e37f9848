import type { Size } from '../../../dataset/resize.js';
import { median } from '../../../metrics/median.js';
import { costOfSize } from '../../../run/sizeCost.js';
import type { Finding } from '../../finding.js';

/**
 * Enlargement of the median image from which on most pixels of the input are interpolated, and from which on nearly all
 * are. Choices.
 */
export const ENLARGED = 2;
export const FAR = 4;

/** Multiple that proposed sizes are rounded to: the stride of the usual backbones. */
const STRIDE = 32;

/**
 * Finds input that is far larger than the files it comes from: it costs time, and the backbone sees smooth images that
 * it was not trained on. Some enlargement often helps, so the proposed size keeps twofold.
 *
 * @param target what the recipe resizes every image to
 * @param leastSide smallest that the backbone takes, in pixels; default 75, that of InceptionV3
 */
export function upscaledInput(images: readonly Size[], target: Size, leastSide = 75): Finding[] {
  // Of both ways: stretching 100x100 to 100x400 enlarges twice.
  const factors = images.map(({ width, height }) => Math.sqrt((target.width * target.height) / (width * height)));
  const factor = median(factors);
  if (!(factor >= ENLARGED)) return [];
  const proposed = (side: number): number =>
    Math.min(side, Math.max(leastSide, STRIDE * Math.ceil((side * ENLARGED) / factor / STRIDE)));
  const size = { height: proposed(target.height), width: proposed(target.width) };
  const far = factors.filter((each) => each >= FAR).length;
  return [
    {
      check: 'upscaled-input',
      severity: factor >= FAR ? 'warning' : 'info',
      summary: `The median image is enlarged ${factor.toFixed(1)} times to fill ${target.height}x${target.width}.`,
      evidence: [
        {
          measure: 'enlargement of the median image',
          expected: `less than ${ENLARGED} times`,
          received: `${factor.toFixed(1)} times`,
        },
        {
          measure: 'median height and width, pixels',
          expected: `about ${target.height} and ${target.width}`,
          received: `${Math.round(median(images.map(({ height }) => height)))} and ${Math.round(median(images.map(({ width }) => width)))}`,
        },
        {
          measure: `images enlarged ${FAR} times or more`,
          expected: 'few',
          received: `${far} of ${images.length}`,
        },
      ],
      fix: fixOf(size, target, factor),
    },
  ];
}

/** @param factor by which the target enlarges the median image */
function fixOf(size: Size, target: Size, factor: number): Finding['fix'] {
  const share = costOfSize(size) / costOfSize(target);
  if (share >= 1)
    return { text: 'Use the images in a larger size, if you have them: the input can hardly be smaller.' };
  const name = `${size.height}x${size.width}`;
  const less = factor * Math.sqrt((size.height * size.width) / (target.height * target.width));
  return {
    text: `Compare with ${name}: it still enlarges the median image ${less.toFixed(1)} times, and takes ${share.toFixed(2)} of the time.`,
    patch: { ...size },
    change: `input of ${name}`,
  };
}
