import type { Encoding } from '../../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import type { Finding } from '../../finding.js';

/** A way to keep pictures that more of them share than this is how the data set is. */
const USUAL = 0.25;

/**
 * Finds single files that keep their picture otherwise than the rest, and that programs read differently: turned by
 * EXIF, CMYK, 16 bits, transparent, grey among coloured ones.
 *
 * @param encodings of each image, in their order
 */
export function unusualEncoding(images: readonly ScannedImage[], encodings: readonly Encoding[]): Finding[] {
  const kinds = KINDS.map((kind) => ({
    ...kind,
    found: images.map((_, i) => i).filter((i) => kind.is(images[i], encodings[i])),
  })).filter(({ found }) => found.length > 0 && found.length <= USUAL * images.length);
  if (kinds.length === 0) return [];
  return [
    {
      check: 'unusual-encoding',
      severity: 'info',
      summary: `Of ${images.length.toLocaleString('en')} images, ${kinds.map(({ name, found }) => `${found.length} ${found.length === 1 ? 'is' : 'are'} ${name}`).join(', ')}: other programs may show them otherwise.`,
      evidence: kinds.flatMap(({ name, keras, found }) =>
        found.map((i) => ({
          measure: images[i].path,
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
  /** What Keras' `load_img` makes of it. */
  keras: string;
  is: (image: ScannedImage, encoding: Encoding) => boolean;
}

const KINDS: readonly Kind[] = [
  {
    name: 'turned by EXIF',
    keras: 'Keras leaves it on its side',
    is: ({ orientation }) => orientation !== 1,
  },
  { name: 'CMYK', keras: 'Keras converts it without its profile', is: (_, { space }) => space === 'cmyk' },
  { name: 'of 16 bits', keras: 'Keras may cut it off at 255', is: (_, { depth }) => depth !== 'uchar' },
  { name: 'transparent', keras: 'Keras shows the colours beneath', is: (_, { hasAlpha }) => hasAlpha },
  {
    name: 'grey',
    keras: 'Keras repeats it in three channels',
    is: (_, { space }) => space === 'b-w' || space === 'grey16',
  },
];
