import type { Encoding } from '../../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import { evidenceFiles, type Finding } from '../../finding.js';

/** An encoding that more than this share of the images have is how the data set is. A choice. */
export const USUAL = 0.25;

/**
 * Finds single files that are encoded differently from the rest, and that programs read differently: CMYK, 16-bit color,
 * transparent, gray among colored ones. What Keras reads differently from thaw is for `loaderDifference`.
 *
 * @param encodings of each image, in their order
 */
export function unusualEncoding(images: readonly ScannedImage[], encodings: readonly Encoding[]): Finding[] {
  const kinds = KINDS.map((kind) => ({
    ...kind,
    found: images.map((_, i) => i).filter((i) => kind.is(images[i]!, encodings[i]!)),
  })).filter(({ found }) => found.length > 0 && found.length <= USUAL * images.length);
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

interface Kind {
  name: string;
  /** What Keras' `load_img` does with it. */
  keras: string;
  is: (image: ScannedImage, encoding: Encoding) => boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'CMYK', keras: 'Keras, and thaw, ignore its color profile', is: (_, { space }) => space === 'cmyk' },
  // Grays of 16 bits are a `loader-difference`.
  {
    name: '16-bit',
    keras: 'Keras, and thaw, keep the high byte',
    is: (_, { depth, space, hasAlpha }) => depth !== 'uchar' && (space !== 'grey16' || hasAlpha),
  },
  { name: 'transparent', keras: 'Keras, and thaw, drop the transparency', is: (_, { hasAlpha }) => hasAlpha },
  {
    name: 'gray',
    keras: 'Keras repeats it in three channels',
    is: (_, { space }) => space === 'b-w',
  },
];
