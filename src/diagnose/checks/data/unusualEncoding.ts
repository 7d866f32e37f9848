import type { Encoding } from '../../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import type { Finding } from '../../finding.js';

/** An encoding that more than this share of the images have is how the data set is. A choice. */
export const USUAL = 0.25;

/**
 * Finds single files that are encoded differently from the rest, and that programs read differently: rotated by EXIF,
 * CMYK, 16 bits, transparent, gray among colored ones.
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
  {
    name: 'rotated by EXIF',
    keras: 'Keras does not rotate it',
    is: ({ orientation }) => orientation !== 1,
  },
  { name: 'CMYK', keras: 'Keras ignores its color profile', is: (_, { space }) => space === 'cmyk' },
  { name: '16-bit', keras: 'Keras may clip it at 255', is: (_, { depth }) => depth !== 'uchar' },
  { name: 'transparent', keras: 'Keras drops the transparency', is: (_, { hasAlpha }) => hasAlpha },
  {
    name: 'gray',
    keras: 'Keras repeats it in three channels',
    is: (_, { space }) => space === 'b-w' || space === 'grey16',
  },
];
