import type { Separability } from '../../../measure/data/classSeparability.js';
import type { ShortcutFeature } from '../../../measure/data/shortcutFeatures.js';
import type { Evidence, Finding } from '../../finding.js';

/**
 * Area under the ROC curve, at the low end of the interval, from which on a cue gives a class away. What is in a picture
 * may change its bytes and its border, so those have to say more.
 */
const GIVEN_AWAY: Record<Giveaway, number> = {
  size: 0.8,
  format: 0.8,
  grey: 0.8,
  background: 0.9,
  bytes: 0.9,
  color: 0.9,
};
/** The same, from which on it hints at a class. */
const HINTED = 0.75;

/** Share of the way from chance to always right, at the low end of the interval, from which on a cue tells the classes. */
const TOLD = 0.5;

/** Examples of a class below which its area is too uncertain to speak of. */
const LEAST = 10;

/** What gives a class away; the middle of a picture is what it shows. */
type Giveaway = Exclude<ShortcutFeature, 'center'>;

const WORDS: Record<Giveaway, string> = {
  size: 'the size in pixels',
  format: 'the file format',
  grey: 'being grey or in colour',
  bytes: 'the number of bytes',
  background: 'the colour of the border',
  color: 'the mean colour',
};

/**
 * Least middle difference of a class's borders from the middles of its pictures, in 0 ... 255, from which on the border is
 * ground on which something lies, and not the same thing as the middle. Measured: textures of grass, metal, wood 2 to 10,
 * wheat kernels 81 to 108.
 */
const GROUND = 16;
/** And where it is not: area under the ROC curve by which the border may tell the class better than the middle does. */
const AS_THE_MIDDLE = 0.1;

const isGiveaway = (cue: ShortcutFeature): cue is Giveaway => cue !== 'center';

/** The class's own colour may be what the picture is about, so it is told and not held against the data. */
const isHarmless = (cue: Giveaway, isGround: boolean): boolean =>
  cue === 'color' || (cue === 'background' && !isGround);

/**
 * Finds classes that a small classifier tells without looking at what the pictures show: a network can learn the same
 * cue, score with it here and fail elsewhere.
 *
 * @param tellings of each cue, out of fold; the first that gives something away is named
 * @param support examples of each class, `[numClasses]`
 * @param grounds how far the border of a picture is from its middle, the median of each class, in 0 ... 255; default far
 */
export function shortcut(
  tellings: Readonly<Partial<Record<ShortcutFeature, Separability>>>,
  classNames: readonly string[],
  support: readonly number[],
  grounds: readonly number[] = classNames.map(() => Number.POSITIVE_INFINITY),
): Finding[] {
  const aucOf = (cue: ShortcutFeature, k: number): number => tellings[cue]?.aucs[k].auc ?? 0;
  const isGround = classNames.map(
    (_, k) => grounds[k] >= GROUND || aucOf('center', k) < aucOf('background', k) - AS_THE_MIDDLE,
  );
  const cues = (Object.keys(tellings) as ShortcutFeature[]).filter(isGiveaway).flatMap((cue) => {
    const telling = tellings[cue];
    if (telling === undefined) return [];
    const classes = classNames
      .map((className, k) => ({ className, harmless: isHarmless(cue, isGround[k]), ...telling.aucs[k] }))
      .filter(({ interval }, k) => support[k] >= LEAST && interval[0] >= HINTED)
      .sort((a, b) => b.auc - a.auc);
    const { chance, interval } = telling;
    const told = (interval[0] - chance) / (1 - chance);
    const givenAway = classes.filter((each) => !each.harmless && each.interval[0] >= GIVEN_AWAY[cue]);
    const harmless = isHarmless(cue, isGround.filter(Boolean).length > classNames.length / 2);
    const grave = givenAway.length > 0 || (!harmless && told >= TOLD);
    return [
      { cue, telling, classes: [...givenAway, ...classes.filter((each) => !givenAway.includes(each))], told, grave },
    ];
  });
  const found = cues.filter(({ classes, told }) => classes.length > 0 || told >= TOLD);
  if (found.length === 0) return [];
  const grave = found.filter((each) => each.grave);
  const [first] = grave.length > 0 ? grave : found;
  const [given] = first.classes;
  const share = (value: number): string => `${Math.round(100 * value)} %`;
  return [
    {
      check: 'shortcut',
      severity: grave.length > 0 ? 'warning' : 'info',
      summary:
        given === undefined
          ? `${capitalised(WORDS[first.cue])} alone tells the classes with a balanced accuracy of ${share(first.telling.balancedAccuracy)}, by chance ${share(first.telling.chance)}.`
          : `${capitalised(WORDS[first.cue])} alone tells '${given.className}' from the other classes in ${share(given.auc)} of the pairs.`,
      evidence: found.flatMap(({ cue, telling, classes }) => evidenceOf(cue, telling, classes)),
      fix: {
        text:
          grave.length > 0
            ? 'Take pictures of all classes in the same way, or crop, scale and save them alike; do not trust the accuracy on such classes.'
            : 'Look whether the cue belongs to the classes, and stays where the model is used.',
      },
    },
  ];
}

function evidenceOf(
  cue: Giveaway,
  telling: Separability,
  classes: readonly ({ className: string } & Separability['aucs'][number])[],
): Evidence[] {
  const { balancedAccuracy, interval, chance } = telling;
  const range = ([low, high]: readonly [number, number]): string => `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return [
    {
      measure: `balanced accuracy by ${WORDS[cue]}`,
      expected: `chance, ${chance.toFixed(2)}`,
      received: `${balancedAccuracy.toFixed(2)} (${range(interval)})`,
    },
    ...classes.map((each) => ({
      measure: `area under the ROC curve of '${each.className}' by ${WORDS[cue]}`,
      expected: 'chance, 0.50',
      received: `${each.auc.toFixed(2)} (${range(each.interval)})`,
    })),
  ];
}

const capitalised = (words: string): string => words[0].toUpperCase() + words.slice(1);
