import { SCANS } from '../base/project.js';
import { pluralize } from '../base/text/pluralize.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import { type ImageScore, imageScores, partsOfRun, predictionsByPath } from '../diagnose/stages/imageScores.js';
import { SCORES_MIME, type ScoresData } from '../lab/scores/scoresData.js';
import { outlierPercentiles } from '../learn/outliers.js';
import { readDoubts } from '../measure/data/keptDoubts.js';
import { labelFeatures, secondsOfLabelFeatures } from '../measure/data/labelFeatures.js';
import { formatPercent } from '../metrics/format.js';
import type { SliceSearch } from '../metrics/slice.js';
import { type SortedColumn, scoreTable } from '../plots/scoreTable.js';
import { weightStore } from '../store/projectOptions.js';
import type { StoredRun } from '../store/runStore.js';
import { formsOfVega, newPlace, showCount, showForms, showMarkdown } from './display.js';
import { checkSlicesOf, validationOf } from './finishedRun.js';
import { tableText } from './html.js';
import { interruptedWhile, interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { cacheOptions } from './settings.js';

/** What the scores of images are made from beside the images. */
export interface ScoreOptions {
  /** A run, whose predictions are scored: of the validation images, since those of training images are not kept. */
  run?: StoredRun;
  /** Slices of this run, by {@link findSlices}: an image gets the names of the weak ones that it is in. */
  slices?: SliceSearch;
  /** Longest time for features, which outliers are found by; these are left out where it would take longer. Default 30. */
  seconds?: number;
}

/**
 * Scores every image: prediction, probability and loss by a run, doubt of its label, duplicates, quality, how unusual it is, and the
 * weak slices that it is in. Labels are doubted as {@link checkImages} found, so call that before.
 *
 * @returns a row for each image, in the order of the data set, for {@link showImageScores} or a data frame
 * @throws UserError where the run was evaluated on another data set, or the slices are those of another run
 *
 * @example
 * const scores = await thaw.scoreImages(dataset, { run, slices });
 * const unsure = scores.filter(({ doubt }) => doubt !== undefined && doubt > 0.9);
 */
export async function scoreImages(
  dataset: OpenDataset,
  { run, slices, seconds = 30 }: ScoreOptions = {},
): Promise<ImageScore[]> {
  const { images } = dataset.scan;
  const evaluated = run === undefined ? [] : validationOf(run, dataset);
  if (run !== undefined && slices !== undefined) checkSlicesOf(run, slices);
  const place = newPlace();
  const score = async (): Promise<ImageScore[]> => {
    const figures = await surveyPictures(images, SCANS, showCount('Measuring images', place));
    const options = { ...(await cacheOptions()), weightStore: weightStore(), now: () => performance.now() };
    const isQuick = (await secondsOfLabelFeatures(images, options)) <= seconds;
    const features = isQuick ? (await labelFeatures(images, options)).features : undefined;
    const isTraining = images.map(({ split }) => split === 'training');
    return imageScores(dataset, {
      figures,
      doubts: (await readDoubts(SCANS, images)).map((one) => one?.doubt),
      outliers: features && outlierPercentiles(features, isTraining),
      predictions: predictionsByPath(run === undefined ? [] : partsOfRun(run, images)),
      ...(slices && { weak: { slices: slices.weak, evaluated } }),
    });
  };
  const scores = await interruptible(score, interruptedWhile('scoring the images', place));
  const lacks = [
    ...(scores.some(({ doubt }) => doubt !== undefined)
      ? []
      : ['doubts, which `checkImages` finds where it checks labels']),
    ...(scores.some(({ outlier }) => outlier !== undefined) ? [] : ['outliers, whose features would take long']),
  ];
  const without = lacks.length === 0 ? '' : ` Without ${lacks.join(', and without ')}.`;
  showMarkdown(`${pluralize(scores.length, 'image')} scored.${without}`, place);
  return scores;
}

/** Fields of a score that rows can be sorted by; the images to look at first come first. */
export type SortedScore = 'loss' | 'doubt' | 'outlier' | 'duplicates' | 'probability';

/** Which rows `showImageScores` shows. */
export interface ScoreTableOptions {
  /** Largest first; of `probability`, smallest first. Default `loss` where there is one, else `doubt`. */
  sort?: SortedScore;
  /** Rows of the table at most, by that order. Default 500. */
  most?: number;
  /** Rows that are seen at once; a report has these. Default 20. */
  visible?: number;
}

/**
 * Shows the scores of images as a table. In a notebook a heading sorts by it, once more the other way round: in thaw's JupyterLab with
 * the mouse or the keyboard, in another front end by a click. A column that is empty is left out. A report has the first rows.
 *
 * @param scores those of {@link scoreImages}, or some of them
 *
 * @example
 * await thaw.showImageScores(scores, { sort: 'outlier' });
 */
export async function showImageScores(
  scores: readonly ImageScore[],
  { sort, most = 500, visible = 20 }: ScoreTableOptions = {},
): Promise<void> {
  const field = sort ?? (scores.some(({ loss }) => loss !== undefined) ? 'loss' : 'doubt');
  const sorted = sortedScores(scores, field).slice(0, most);
  const rows = sorted.map(rowOf);
  const columns = filledColumns(rows);
  const first = rows.slice(0, visible).map((row) => columns.map(({ text, field: of }) => row[text ?? of] ?? ''));
  const note = `${sorted.length.toLocaleString('en')} of ${pluralize(scores.length, 'image')}`;
  const vega = await formsOfVega(
    scoreTable(columns, rows, field, visible),
    `${note}, sorted by ${field}.\n${tableText(first)}`,
  );
  const data: ScoresData = { columns, rows, sort: { field, isDown: field !== 'probability' }, note };
  showForms({ ...vega, [SCORES_MIME]: data });
}

/** Scores by one of them, the most suspicious first; those without it last, in their order. */
export function sortedScores(scores: readonly ImageScore[], field: SortedScore): ImageScore[] {
  const direction = field === 'probability' ? 1 : -1;
  const key = (score: ImageScore): number => {
    const value = score[field];
    return value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : direction * value;
  };
  // Not the difference: that of two infinite keys is NaN.
  return [...scores].sort((a, b) => Number(key(a) > key(b)) - Number(key(a) < key(b)));
}

const COLUMNS: readonly SortedColumn[] = [
  { field: 'file', title: 'image', width: 250, isNumber: false },
  { field: 'className', title: 'class', width: 80, isNumber: false },
  { field: 'prediction', title: 'prediction', width: 80, isNumber: false },
  { field: 'probability', text: 'probabilityText', title: 'probability', width: 75, isNumber: true },
  { field: 'loss', text: 'lossText', title: 'loss', width: 45, isNumber: true },
  { field: 'doubt', text: 'doubtText', title: 'doubt', width: 50, isNumber: true },
  { field: 'duplicates', title: 'duplicates', width: 75, isNumber: true },
  { field: 'outlier', text: 'outlierText', title: 'outlier', width: 55, isNumber: true },
  { field: 'quality', title: 'quality', width: 70, isNumber: false },
  { field: 'slice', title: 'slice', width: 190, isNumber: false },
];

/** The columns of the table that some row has something in. */
export function filledColumns(rows: readonly Readonly<Record<string, string | number | undefined>>[]): SortedColumn[] {
  return COLUMNS.filter(({ field }) => rows.some((row) => row[field] !== undefined && row[field] !== ''));
}

/** A score with its figures as text. */
function rowOf(score: ImageScore): Record<string, string | number | undefined> {
  const { probability, loss, doubt, outlier } = score;
  const percent = (value: number | undefined): string => (value === undefined ? '' : formatPercent(value));
  return {
    ...score,
    probabilityText: percent(probability),
    lossText: loss === undefined ? '' : loss.toFixed(2),
    doubtText: percent(doubt),
    outlierText: percent(outlier),
  };
}
