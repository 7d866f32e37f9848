import { shortPath } from '../../base/text/shortPath.js';
import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import { nearDuplicates, similarGroups } from '../../dataset/hash/nearDuplicates.js';
import type { Split } from '../../dataset/listClasses.js';
import type { OpenImages } from '../../dataset/openImages.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isIn } from '../../dataset/validationParts.js';
import { argmax } from '../../metrics/argmax.js';
import type { Predictions } from '../../metrics/correctness.js';
import { crossEntropies } from '../../metrics/logLoss.js';
import type { MeasuredSlice } from '../../metrics/slice.js';
import type { StoredRun } from '../../store/runStore.js';
import { faultsOfImages } from '../checks/data/imageQuality.js';

/** What is known of one image, in a line of a table. A field is undefined where it was not measured, or there is nothing. */
export interface ImageScore {
  /** Relative to the folder of the data set. */
  file: string;
  className: string;
  split: Split;
  /** Class that the run predicts; of training images no prediction is kept. */
  prediction: string | undefined;
  /** Probability of the predicted class, in [0, 1]. */
  probability: number | undefined;
  /** Cross-entropy of the label. */
  loss: number | undefined;
  /** How much the label is doubted, in [0, 1]: 1 less the probability that a classifier gives it which has not seen the image. */
  doubt: number | undefined;
  /** Other images that are the same or nearly so. */
  duplicates: number;
  /** The first of those. */
  duplicateOf: string | undefined;
  /** `dark`, `bright`, `blank`, `blurred` or `of an odd shape`. */
  quality: string | undefined;
  /** Share of training images that are nearer to their ten nearest in features, in [0, 1]: near 1 for an outlier. */
  outlier: number | undefined;
  /** Weak slices that it is in, the most costly first. */
  slice: string | undefined;
}

/** What the scores of images are made from. */
export interface ScoreSources {
  /** Of each image of the scan. */
  figures: readonly PictureFigures[];
  /** Of each image; undefined where its label was not checked. */
  doubts: readonly (number | undefined)[];
  /** Of each image; undefined without features. */
  outliers: readonly number[] | undefined;
  /** Probabilities of the classes, by the path of the image. */
  predictions: ReadonlyMap<string, readonly number[]>;
  /** Weak slices of these images, which their members are positions among. */
  weak?: { slices: readonly MeasuredSlice[]; evaluated: readonly ScannedImage[] };
}

/** A line for each image of a data set, in the order of the scan: what the checks of images and a run know of it. */
export function imageScores(
  dataset: Pick<OpenImages, 'folder' | 'classNames' | 'scan'>,
  { figures, doubts, outliers, predictions, weak }: ScoreSources,
): ImageScore[] {
  const { scan, classNames } = dataset;
  const groups = new Map<string, readonly ScannedImage[]>();
  for (const group of similarGroups(scan, nearDuplicates(scan, figures))) {
    for (const image of group) groups.set(image.path, group);
  }
  const faults = faultsOfImages(scan.images, figures);
  const names = namesOfSlices(weak);
  return scan.images.map((image, i) => {
    const { path, className, split, label } = image;
    const row = predictions.get(path);
    const copies = (groups.get(path) ?? []).filter((other) => other.path !== path);
    const predicted = row && argmax(row);
    return {
      file: shortPath(dataset, path),
      className,
      split,
      prediction: predicted === undefined ? undefined : classNames[predicted],
      probability: predicted === undefined ? undefined : row![predicted],
      loss: row && crossEntropies([label], [row])[0],
      doubt: doubts[i],
      duplicates: copies.length,
      duplicateOf: copies[0] && shortPath(dataset, copies[0].path),
      quality: faults[i],
      outlier: outliers?.[i],
      slice: names.get(path)?.join('; '),
    };
  });
}

function namesOfSlices(weak: ScoreSources['weak']): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, members } of weak?.slices ?? []) {
    for (const i of members) {
      const { path } = weak!.evaluated[i]!;
      names.set(path, [...(names.get(path) ?? []), name]);
    }
  }
  return names;
}

/** Images with what is predicted of them. */
export interface PredictedPart {
  images: readonly ScannedImage[];
  /** `[numImages][numClasses]` */
  probabilities: Predictions['probabilities'];
}

/** The images that a run is evaluated on, then those that selected its epoch, with its predictions. */
export function partsOfRun(
  { probabilities, selection }: Pick<StoredRun, 'probabilities' | 'selection'>,
  images: readonly ScannedImage[],
): PredictedPart[] {
  const imagesIn = (part: 'selection' | 'evaluation'): ScannedImage[] => images.filter((image) => isIn(image, part));
  return [
    { images: imagesIn('evaluation'), probabilities },
    ...(selection ? [{ images: imagesIn('selection'), probabilities: selection.probabilities }] : []),
  ];
}

/** Probabilities by the path of the image. */
export function predictionsByPath(parts: readonly PredictedPart[]): Map<string, readonly number[]> {
  return new Map(
    parts.flatMap(({ images, probabilities }) => images.map(({ path }, i) => [path, probabilities[i]!] as const)),
  );
}
