import type { Encoding } from '../../../dataset/figures/pictureFigures.js';
import { isGraySpace } from '../../../dataset/formats/raster.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import { formatPercent } from '../../../metrics/format.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/** An encoding that more than this share of the images have is how the data set is. A choice. */
export const USUAL = 0.25;

/**
 * Finds single files that are encoded differently from the rest, and that programs read differently: CMYK, 16-bit color,
 * floats, transparent, gray among colored ones. Transparency that many have, and others have not, is a finding too: dropping it shows
 * the color that is stored under it, often black, as background. What Keras reads differently from thaw is for `loaderDifference`.
 *
 * @param encodings of each image, in their order
 */
export function unusualEncoding(images: readonly ScannedImage[], encodings: readonly Encoding[]): Finding[] {
  const kinds = KINDS.map((kind) => ({
    ...kind,
    found: images.map((_, i) => i).filter((i) => kind.is(images[i]!, encodings[i]!)),
  })).filter(({ found }) => found.length > 0 && found.length <= USUAL * images.length);
  return [...transparent(images, encodings), ...single(images, kinds)];
}

function single(images: readonly ScannedImage[], kinds: readonly (Kind & { found: number[] })[]): Finding[] {
  if (kinds.length === 0) return [];
  return [
    {
      check: 'unusual-encoding',
      severity: 'info',
      summary: `Of ${images.length.toLocaleString('en')} images, ${kinds.map(({ name, found }) => `${found.length} ${found.length === 1 ? 'is' : 'are'} ${name}`).join(', ')}: other programs may read them differently.`,
      evidence: kinds.flatMap(({ name, keras, found }) =>
        found.map((i) => ({
          measure: images[i]!.path,
          expected: 'upright 8-bit RGB, as most',
          received: `${name}; ${keras}`,
          files: evidenceFiles([images[i]!]),
        })),
      ),
      fix: { text: 'Save them as upright 8-bit RGB, like the others.' },
    },
  ];
}

/** Points by which classes differ in transparency from which on it may give them away. A choice. */
export const CLASSES_DIFFER = 0.25;

/** Transparent images among opaque ones, where they are too many to be single files. */
function transparent(images: readonly ScannedImage[], encodings: readonly Encoding[]): Finding[] {
  const found = images.filter((_, i) => encodings[i]!.hasAlpha);
  if (found.length <= USUAL * images.length || found.length === images.length) return [];
  const classNames = [...new Set(images.map(({ className }) => className))].sort();
  const shares = classNames.map((className) => {
    const of = (some: readonly ScannedImage[]): number => some.filter((one) => one.className === className).length;
    return { className, share: of(found) / of(images) };
  });
  const sorted = [...shares].sort((a, b) => a.share - b.share);
  const [least, most] = [sorted[0]!, sorted[sorted.length - 1]!];
  const differ = most.share - least.share >= CLASSES_DIFFER;
  const classes = differ
    ? ` They are ${formatPercent(most.share)} of '${most.className}' and ${formatPercent(least.share)} of '${least.className}', so a network can learn the background instead of the subject.`
    : '';
  return [
    {
      check: 'unusual-encoding',
      severity: differ ? 'warning' : 'info',
      summary: `${found.length.toLocaleString('en')} of ${images.length.toLocaleString('en')} images (${formatPercent(found.length / images.length)}) have an alpha channel. Keras, and thaw, drop it: a transparent pixel then shows the color that is stored under it, often black.${classes}`,
      evidence: shares.map(({ className, share }) => ({
        measure: `images of '${className}' with an alpha channel`,
        expected: `${formatPercent(found.length / images.length)}, as in all`,
        received: formatPercent(share),
      })),
      fix: {
        text: 'Paste them on one background color and save them as RGB: `canvas = Image.new("RGB", image.size, "white"); canvas.paste(image, mask=image.getchannel("A"))` in Pillow. Do the same where the model is used.',
      },
    },
  ];
}

interface Kind {
  name: string;
  /** What Keras' `load_img` does with it. */
  keras: string;
  is: (image: ScannedImage, encoding: Encoding) => boolean;
}

/** Names of the values that libvips knows beside bytes. */
const NAMES_OF_DEPTHS: Readonly<Record<string, string>> = {
  char: 'signed 8-bit',
  ushort: '16-bit',
  short: 'signed 16-bit',
  uint: '32-bit',
  int: 'signed 32-bit',
  float: '32-bit float',
  double: '64-bit float',
  complex: 'complex',
  dpcomplex: 'complex (64-bit)',
};

/** Values other than bytes. Measured with Pillow 12.3. */
function ofDepth([depth, name]: [string, string]): Kind[] {
  const is: Kind['is'] = (_, encoding) => encoding.depth === depth;
  if (depth === 'char') return [{ name, keras: 'Keras takes values below 0 for bright ones', is }];
  // Grays of 16 bits are a `loader-difference`.
  const isRead: Kind['is'] = (_, encoding) =>
    encoding.depth === depth && (encoding.space !== 'grey16' || encoding.hasAlpha);
  if (depth === 'ushort') return [{ name, keras: 'Keras, and thaw, keep the high byte', is: isRead }];
  return [
    {
      name,
      keras: 'Keras, and thaw, cut its values off at 0 and 255',
      is: (image, encoding) => isGraySpace(encoding.space) && isRead(image, encoding),
    },
    {
      name: `${name} color`,
      keras: 'Keras stops at it',
      is: (image, encoding) => !isGraySpace(encoding.space) && is(image, encoding),
    },
  ];
}

const KINDS: readonly Kind[] = [
  { name: 'CMYK', keras: 'Keras, and thaw, ignore its color profile', is: (_, { space }) => space === 'cmyk' },
  ...Object.entries(NAMES_OF_DEPTHS).flatMap(ofDepth),
  { name: 'transparent', keras: 'Keras, and thaw, drop the transparency', is: (_, { hasAlpha }) => hasAlpha },
  {
    name: 'gray',
    keras: 'Keras repeats it in three channels',
    is: (_, { space, depth }) => space === 'b-w' && depth === 'uchar',
  },
];
