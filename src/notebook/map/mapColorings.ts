import { countBy } from '../../base/group.js';
import { candidatePatterns } from '../../dataset/namePatterns.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { type Coloring, encode16 } from '../../lab/map/mapData.js';
import type { Doubt } from '../../measure/data/keptDoubts.js';
import { argmax } from '../../metrics/argmax.js';
import { crossEntropies } from '../../metrics/logLoss.js';
import { classColors } from '../../plots/theme.js';
import type { StoredRun } from '../../store/runStore.js';

/** What images are colored by. */
export interface ColoredImages {
  images: readonly ScannedImage[];
  classNames: readonly string[];
  /** Of each image; undefined where its label was not checked. */
  doubts: readonly (Doubt | undefined)[];
  /** A run and the positions of the images that it is evaluated on, in the order of its labels. Default: none */
  evaluated?: { run: Pick<StoredRun, 'labels' | 'probabilities'>; positions: readonly number[] };
}

/** From little to much, each darker and redder. Source: ColorBrewer's YlOrRd without its lightest, by Harrower and Brewer 2003. */
const SEQUENCE = ['#4575b4', '#74add1', '#fec44f', '#f46d43', '#a50026'] as const;
const NONE = '#9a9a9a';
/** Groups with a color of their own, the largest; the others share one. */
const MOST_GROUPS = 15;

/**
 * The ways to color images: by class, split, groups that their names tell, doubt of the label where labels were checked, and by
 * prediction and loss of a run.
 */
export function colorings({ images, classNames, doubts, evaluated }: ColoredImages): Coloring[] {
  const byClass = classColors(classNames);
  const found = [
    coloring('class', byClass.domain, byClass.range, ({ label }: ScannedImage) => label),
    coloring('split', ['training', 'validation'], ['#5b6b7a', '#d55e00'], ({ split }) =>
      split === 'training' ? 0 : 1,
    ),
  ].map((make) => make(images));
  if (evaluated !== undefined) found.push(...ofRun(evaluated, images.length, byClass));
  if (doubts.some((doubt) => doubt !== undefined)) {
    found.push(
      inSteps(
        'doubt of the label',
        [0.1, 0.3, 0.5, 0.8],
        doubts.map((doubt) => doubt?.doubt),
        'not checked',
      ),
    );
  }
  return [...found, ...candidatePatterns(images).map(({ pattern, groups }) => ofGroups(`group by ${pattern}`, groups))];
}

const coloring =
  (name: string, names: readonly string[], colors: readonly string[], entryOf: (image: ScannedImage) => number) =>
  (images: readonly ScannedImage[]): Coloring =>
    withCounts(name, names, colors, images.map(entryOf));

function ofRun(
  { run: { labels, probabilities }, positions }: NonNullable<ColoredImages['evaluated']>,
  numImages: number,
  { domain, range }: ReturnType<typeof classColors>,
): Coloring[] {
  const predictions = new Array<number>(numImages).fill(domain.length);
  const losses = new Array<number | undefined>(numImages).fill(undefined);
  const correct = new Array<number>(numImages).fill(2);
  const all = crossEntropies(labels, probabilities);
  positions.forEach((position, i) => {
    predictions[position] = argmax(probabilities[i]!);
    losses[position] = all[i];
    correct[position] = predictions[position] === labels[i] ? 0 : 1;
  });
  return [
    withCounts('prediction', [...domain, 'not evaluated'], [...range, NONE], predictions),
    withCounts('correct or not', ['correct', 'wrong', 'not evaluated'], [SEQUENCE[0], SEQUENCE[4], NONE], correct),
    inSteps('loss', [0.1, 0.5, 1, 3], losses, 'not evaluated'),
  ];
}

/** Colors in steps of a figure, the least first. */
function inSteps(
  name: string,
  cuts: readonly number[],
  values: readonly (number | undefined)[],
  none: string,
): Coloring {
  const names = [...cuts, Number.POSITIVE_INFINITY].map((cut, i) =>
    i === 0 ? `at most ${cut}` : i === cuts.length ? `above ${cuts[i - 1]}` : `${cuts[i - 1]} to ${cut}`,
  );
  const entries = values.map((value) => {
    if (value === undefined) return names.length;
    const step = cuts.findIndex((cut) => value <= cut);
    return step < 0 ? cuts.length : step;
  });
  return withCounts(name, [...names, none], [...SEQUENCE, NONE], entries);
}

/** Colors of the largest groups; images that are alone in theirs, or in one of the smaller ones, share a color. */
function ofGroups(name: string, groups: readonly string[]): Coloring {
  const sizes = [...countBy(groups, (group) => group)].filter(([, size]) => size > 1).sort((a, b) => b[1] - a[1]);
  const names = sizes.slice(0, MOST_GROUPS).map(([group]) => group);
  const places = new Map(names.map((group, i) => [group, i]));
  const entries = groups.map((group) => places.get(group) ?? names.length);
  return withCounts(name, [...names, 'other groups'], [...classColors(names).range, NONE], entries);
}

/** Without the entries that no image has. */
function withCounts(
  name: string,
  names: readonly string[],
  colors: readonly string[],
  of: readonly number[],
): Coloring {
  const counts = countBy(of, (entry) => entry);
  const used = [...names.keys()].filter((entry) => counts.has(entry));
  const places = new Map(used.map((entry, i) => [entry, i]));
  return {
    name,
    legend: used.map((entry) => ({ name: names[entry]!, color: colors[entry]!, count: counts.get(entry)! })),
    entries: encode16(of.map((entry) => places.get(entry)!)),
  };
}
