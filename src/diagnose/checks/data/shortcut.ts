import { capitalize } from '../../../base/text/capitalize.js';
import type { Separability } from '../../../measure/data/classSeparability.js';
import type { ShortcutFeature } from '../../../measure/data/shortcutFeatures.js';
import { formatPercent } from '../../../metrics/format.js';
import type { Evidence, Finding } from '../../finding.js';

/**
 * Area under the ROC curve, at the low end of the interval, from which on a property gives a class away. What an image
 * shows can change its bytes and its border, so those need more. A choice.
 */
export const GIVEN_AWAY: Record<Giveaway, number> = {
  size: 0.8,
  format: 0.8,
  grey: 0.8,
  background: 0.9,
  bytes: 0.9,
  color: 0.9,
};
/** The same, from which on it hints at a class. */
export const HINTED = 0.75;

/** Share of the way from chance to an accuracy of 1, at the low end of the interval, from which on it predicts the classes. */
export const PREDICTS = 0.5;

/** Examples of a class below which its area is too uncertain. */
const LEAST = 10;

/** What can give a class away; the middle of an image is what it shows. */
type Giveaway = Exclude<ShortcutFeature, 'center'>;

const WORDS: Record<Giveaway, string> = {
  size: 'the size in pixels',
  format: 'the file format',
  grey: 'being gray or in color',
  bytes: 'the number of bytes',
  background: 'the color of the border',
  color: 'the mean color',
};

/**
 * Least median difference of a class's borders from the middles of its images, in 0 ... 255, from which on the border is
 * background, and not the same thing as the middle. Measured: textures of grass, metal, wood 2 to 10, wheat kernels 81 to
 * 108.
 */
const BACKGROUND = 16;
/** And where it is not: area under the ROC curve by which the border may separate the class better than the middle does. */
const AS_THE_MIDDLE = 0.1;

const isGiveaway = (feature: ShortcutFeature): feature is Giveaway => feature !== 'center';

/** The color may be what the class is about, so it is context and no fault of the data. */
const isHarmless = (feature: Giveaway, isBackground: boolean): boolean =>
  feature === 'color' || (feature === 'background' && !isBackground);

/**
 * Finds classes that a small classifier predicts without seeing what the images show: a network can learn the same
 * property, score with it here and fail elsewhere.
 *
 * @param separabilities by each property, cross-validated; the first that gives something away is named
 * @param support examples of each class, `[numClasses]`
 * @param backgroundContrast distance of an image's border from its middle, the median of each class, in 0 ... 255; default far
 */
export function shortcut(
  separabilities: Readonly<Partial<Record<ShortcutFeature, Separability>>>,
  classNames: readonly string[],
  support: readonly number[],
  backgroundContrast: readonly number[] = classNames.map(() => Number.POSITIVE_INFINITY),
): Finding[] {
  const aucOf = (feature: ShortcutFeature, k: number): number => separabilities[feature]?.aucs[k]?.auc ?? 0;
  const isBackground = classNames.map(
    (_, k) => backgroundContrast[k]! >= BACKGROUND || aucOf('center', k) < aucOf('background', k) - AS_THE_MIDDLE,
  );
  const features = (Object.keys(separabilities) as ShortcutFeature[]).filter(isGiveaway).flatMap((feature) => {
    const separability = separabilities[feature];
    if (separability === undefined) return [];
    const classes = classNames
      .map((className, k) => ({ className, harmless: isHarmless(feature, isBackground[k]!), ...separability.aucs[k]! }))
      .filter(({ interval }, k) => support[k]! >= LEAST && interval[0] >= HINTED)
      .sort((a, b) => b.auc - a.auc);
    const { chance, interval } = separability;
    const share = (interval[0] - chance) / (1 - chance);
    const givenAway = classes.filter((each) => !each.harmless && each.interval[0] >= GIVEN_AWAY[feature]);
    const harmless = isHarmless(feature, isBackground.filter(Boolean).length > classNames.length / 2);
    const severe = givenAway.length > 0 || (!harmless && share >= PREDICTS);
    return [
      {
        feature,
        separability,
        classes: [...givenAway, ...classes.filter((each) => !givenAway.includes(each))],
        share,
        severe,
      },
    ];
  });
  const found = features.filter(({ classes, share }) => classes.length > 0 || share >= PREDICTS);
  if (found.length === 0) return [];
  const severe = found.filter((each) => each.severe);
  const first = (severe.length > 0 ? severe : found)[0]!;
  const [topClass] = first.classes;
  return [
    {
      check: 'shortcut',
      severity: severe.length > 0 ? 'warning' : 'info',
      summary:
        topClass === undefined
          ? `${capitalize(WORDS[first.feature])} alone predicts the class with a balanced accuracy of ${formatPercent(first.separability.balancedAccuracy)}; chance is ${formatPercent(first.separability.chance)}.`
          : `${capitalize(WORDS[first.feature])} alone separates '${topClass.className}' from the other classes (ROC AUC ${topClass.auc.toFixed(2)}).`,
      evidence: found.flatMap(({ feature, separability, classes }) => evidenceOf(feature, separability, classes)),
      fix: {
        text:
          severe.length > 0
            ? 'Photograph, crop, scale and save the images of all classes the same way. Until then, do not trust the accuracy on such classes.'
            : 'Check whether this property is a true feature of the class, and is also present where the model is used.',
      },
    },
  ];
}

function evidenceOf(
  feature: Giveaway,
  separability: Separability,
  classes: readonly ({ className: string } & Separability['aucs'][number])[],
): Evidence[] {
  const { balancedAccuracy, interval, chance } = separability;
  const range = ([low, high]: readonly [number, number]): string => `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return [
    {
      measure: `balanced accuracy from ${WORDS[feature]}`,
      expected: `chance, ${chance.toFixed(2)}`,
      received: `${balancedAccuracy.toFixed(2)} (${range(interval)})`,
    },
    ...classes.map((each) => ({
      measure: `area under the ROC curve of '${each.className}' from ${WORDS[feature]}`,
      expected: 'chance, 0.50',
      received: `${each.auc.toFixed(2)} (${range(each.interval)})`,
    })),
  ];
}
