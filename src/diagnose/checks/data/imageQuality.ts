import { pluralize } from '../../../base/text/pluralize.js';
import { relativeSharpness } from '../../../dataset/figures/blur.js';
import type { PictureFigures } from '../../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import { robustSpread } from '../../../metrics/median.js';
import { qualityEffects } from '../../evidence/qualityEffects.js';
import { type Evidence, evidenceFiles, type Finding } from '../../finding.js';

// Source of the first four: cleanvision 0.3.7, issue_managers/image_property_issue_manager.py and image_property.py.

/** 1 % of the pixels are brighter than this share of 255 in an image that is not dark: a black background is no fault. */
export const DARK = 0.32;
/** 5 % of the pixels are darker than this share of 255 in an image that is not overexposed. */
export const BRIGHT = 0.95;
/** Least entropy of an image that shows something, in bits. */
export const BLANK = 3;
/** Least ratio of the short side to the long one. */
export const ODD_ASPECT = 0.35;

/**
 * Least standard deviations and factor below the sharpness of images of the same size. Cleanvision's own threshold takes
 * small images with a smooth background for blurred, a tenth of the sample set; these find 19 of 20 wheat kernels blurred
 * by 3 % of their longer side, half of the drawn seeds, and none of 7,139 kernels as they are.
 */
export const BLURRED_DEVIATIONS = 4.5;
export const BLURRED_FACTOR = 1.4;

/**
 * Deviations from its class below which an image is only as dark, bright or plain as its class: night scenes, dark wood.
 */
export const UNUSUAL_IN_CLASS = 3;
/** Least spread of a class, in logarithms and in bits, or in a class of equal images every deviation would count. */
const LEAST_SPREAD = 0.1;

/** Deviations from the data set's own aspect ratio from which on an odd one is unusual there. */
const UNUSUAL_ASPECT = 3;

/** What more images than this share have is how the data set is, not a fault of single images. A choice. */
export const USUAL = 0.25;

/**
 * Finds images that are dark, bright, blank or blurred unlike others of their class, or of an odd shape. A warning where
 * that has an effect: they are wrong more often than others of their class, or a split or a class has more of them.
 *
 * @param figures of each image, in their order
 * @param wrong whether a classifier that has not seen the image predicts another class than its label; undefined where
 *   labels are not checked
 */
export function imageQuality(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
  wrong?: readonly boolean[],
): Finding[] {
  const found = faultyByKind(images, figures);
  const faulty = found.filter(({ indices }) => indices.length > 0);
  if (faulty.length === 0) return [];
  const effects = faulty.flatMap(({ name, indices, harmless }) =>
    harmless === true || indices.length / images.length > USUAL
      ? []
      : qualityEffects(images, indices, wrong).map((effect) => ({ name, ...effect })),
  );
  const counts = faulty.map(({ name, indices }) => `${indices.length} ${indices.length === 1 ? 'is' : 'are'} ${name}`);
  return [
    {
      check: 'image-quality',
      severity: effects.length > 0 ? 'warning' : 'info',
      summary: [
        `Of ${pluralize(images.length, 'image')}, ${counts.join(', ')}.`,
        ...effects.map(({ name, summary }) => `Those that are ${name} ${summary}.`),
      ].join(' '),
      evidence: [
        ...effects.map(({ name, evidence }) => ({ ...evidence, measure: `${name}: ${evidence.measure}` })),
        ...faulty.flatMap(evidenceOf(images)),
      ],
      fix: { text: 'Review them, and delete those that do not show their class.' },
    },
  ];
}

/** The kinds of faults with the images that have each; an image has one at most. */
function faultyByKind(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
): (Kind & { indices: number[] })[] {
  const { deviations, factors } = relativeSharpness(images, figures);
  const aspects = images.map(({ width, height }) => Math.log(width / height));
  const { center, spread } = robustSpread(aspects);
  const usualShape = (i: number): boolean => Math.abs(aspects[i]! - center) <= UNUSUAL_ASPECT * spread;
  const darkness = deviationsInClass(images, (i) => Math.log(1 + figures[i]!.brightness99));
  const brightness = deviationsInClass(images, (i) => Math.log(256 - figures[i]!.brightness5));
  const plainness = deviationsInClass(images, (i) => figures[i]!.entropy);
  const sharpness = deviationsInClass(images, (i) => -Math.log(factors[i]!));
  const seen = new Set<number>();
  const kinds: Kind[] = [
    {
      name: 'dark',
      expected: `99th percentile of brightness above ${DARK}`,
      received: (i) => `99th percentile ${(figures[i]!.brightness99 / 255).toFixed(2)}`,
      faulty: (i) => figures[i]!.brightness99 / 255 < DARK && darkness[i]! < -UNUSUAL_IN_CLASS,
    },
    {
      name: 'bright',
      expected: `5th percentile of brightness below ${BRIGHT}`,
      received: (i) => `5th percentile ${(figures[i]!.brightness5 / 255).toFixed(2)}`,
      faulty: (i) => figures[i]!.brightness5 / 255 > BRIGHT && brightness[i]! < -UNUSUAL_IN_CLASS,
    },
    {
      name: 'blank',
      expected: `an entropy of at least ${BLANK} bits`,
      received: (i) => `${figures[i]!.entropy.toFixed(1)} bits`,
      faulty: (i) => figures[i]!.entropy < BLANK && plainness[i]! < -UNUSUAL_IN_CLASS,
    },
    {
      name: 'blurred',
      expected: 'as sharp as other images of its size',
      received: (i) => `${timesOf(factors[i]!)} less sharp`,
      faulty: (i) =>
        deviations[i]! < -BLURRED_DEVIATIONS && factors[i]! > BLURRED_FACTOR && sharpness[i]! < -UNUSUAL_IN_CLASS,
    },
    {
      name: 'of an odd shape',
      harmless: true,
      expected: `sides of at most 1:${(1 / ODD_ASPECT).toFixed(1)}`,
      received: (i) => `${images[i]!.width}x${images[i]!.height}`,
      faulty: (i) => Math.exp(-Math.abs(aspects[i]!)) < ODD_ASPECT && !usualShape(i),
    },
  ];
  // One fault an image: a black one is dark, not blank and blurred as well.
  return kinds.map((kind) => ({
    ...kind,
    indices: images.map((_, i) => i).filter((i) => kind.faulty(i) && !seen.has(i) && seen.add(i)),
  }));
}

/** The fault of each image: `dark`, `bright`, `blank`, `blurred` or `of an odd shape`; undefined where it has none. */
export function faultsOfImages(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
): (string | undefined)[] {
  const faults = images.map((): string | undefined => undefined);
  for (const { name, indices } of faultyByKind(images, figures)) for (const i of indices) faults[i] = name;
  return faults;
}

const timesOf = (factor: number): string =>
  `${factor < 10 ? factor.toFixed(1) : Math.round(factor).toLocaleString('en')} times`;

/** How far each image is from the median of its class, in robust standard deviations of the class. */
function deviationsInClass(images: readonly ScannedImage[], figure: (image: number) => number): number[] {
  const values = images.map((_, i) => figure(i));
  const classes = new Map<string, ReturnType<typeof robustSpread>>();
  for (const name of new Set(images.map(({ className }) => className))) {
    classes.set(name, robustSpread(values.filter((_, i) => images[i]!.className === name)));
  }
  return images.map(({ className }, i) => {
    const { center, spread } = classes.get(className)!;
    return (values[i]! - center) / Math.max(spread, LEAST_SPREAD);
  });
}

interface Kind {
  name: string;
  /** True where it is worth knowing and no fault. */
  harmless?: boolean;
  expected: string;
  received: (image: number) => string;
  faulty: (image: number) => boolean;
}

function evidenceOf(images: readonly ScannedImage[]): (kind: Kind & { indices: number[] }) => Evidence[] {
  return ({ name, expected, received, indices }) =>
    indices.map((i) => ({
      measure: `${name}: ${images[i]!.path}`,
      expected,
      received: received(i),
      files: evidenceFiles([images[i]!]),
    }));
}
