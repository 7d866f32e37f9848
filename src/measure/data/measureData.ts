import { support } from '../../dataset/classFolders.js';
import { type ClassList, readClassLists } from '../../dataset/classLists.js';
import type { Dataset } from '../../dataset/dataset.js';
import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import { type SurveyedPicture, surveyPictures } from '../../dataset/figures/survey.js';
import { nearDuplicates, type SimilarPictures } from '../../dataset/hash/nearDuplicates.js';
import type { Scan } from '../../dataset/scan.js';
import { yieldToEventLoop } from '../../engine/tensorflow.js';
import { classesFromTraining } from '../../learn/classesFromTraining.js';
import type { FeatureMatrix } from '../../learn/featureMatrix.js';
import { outOfFoldProbabilities } from '../../learn/outOfFold.js';
import { median } from '../../metrics/median.js';
import { classSeparability, type Separability } from './classSeparability.js';
import { domainClassifier } from './domainClassifier.js';
import { type MeasuredGroups, measureGroups } from './measureGroups.js';
import { appearanceFeatures, lightFeatures, type ShortcutFeature, shortcutFeatures } from './shortcutFeatures.js';

/** All that the checks of images and splits ask of a data set. */
export interface DataMeasures {
  /** Of each of the scan's images, in their order. */
  figures: SurveyedPicture[];
  near: SimilarPictures[];
  /** Images of each class in both splits, `[numClasses]`. */
  training: number[];
  validation: number[];
  /** Lists of classes beside the folders. */
  lists: ClassList[];
  tellings: Partial<Record<ShortcutFeature, Separability>>;
  /** How far the border of a picture is from its middle, the median of each class, in 0 ... 255, `[numClasses]`. */
  grounds: number[];
  look: ReturnType<typeof domainClassifier>;
  groups: MeasuredGroups | undefined;
  /** Out of fold, `[numExamples][numClasses]`; undefined without features. */
  probabilities: number[][] | undefined;
  /**
   * Class that a classifier which learnt on the training images takes each validation image for, in the order of the scan;
   * undefined without features.
   */
  fromTraining: number[] | undefined;
}

export interface MeasureOptions {
  /** Where surveys of pictures are kept. */
  folder: string;
  /** Of each of the scan's images, e.g. of a frozen backbone; without them labels are not questioned. */
  features?: FeatureMatrix;
  onProgress?: (done: number, total: number) => void;
}

/** Root of the mean square over the three channels. */
const borderFromCenter = ({ borderColor, centerColor }: PictureFigures): number =>
  Math.hypot(...borderColor.map((value, c) => value - centerColor[c])) / Math.sqrt(3);

/** The plainest first. */
const CUES: readonly ShortcutFeature[] = ['size', 'format', 'grey', 'background', 'center', 'bytes', 'color'];

/** Inverse strength of the penalty for a thousand features and more. */
const STRONG = 0.01;

/**
 * Measures a scanned data set: looks at every picture once, and has small classifiers tell classes and splits. Two
 * thousand images take some ten seconds on two cores, seconds where their survey is kept.
 */
export async function measureData(
  dataset: Dataset,
  scan: Scan,
  { folder, features, onProgress }: MeasureOptions,
): Promise<DataMeasures> {
  const { images } = scan;
  const figures = await surveyPictures(images, folder, onProgress);
  const lists = await readClassLists(dataset.folder);
  const numClasses = dataset.classNames.length;
  const labels = images.map(({ label }) => label);
  const tellings: DataMeasures['tellings'] = {};
  for (const cue of CUES) {
    tellings[cue] = classSeparability(shortcutFeatures(cue, images, figures), labels, numClasses);
    await yieldToEventLoop();
  }
  const appearance = appearanceFeatures(images, figures);
  const counted = { ...dataset, examples: images };
  return {
    figures,
    near: nearDuplicates(scan, figures),
    training: support(counted, 'training'),
    validation: support(counted, 'validation'),
    lists,
    tellings,
    grounds: dataset.classNames.map((_, k) => median(figures.filter((_, i) => labels[i] === k).map(borderFromCenter))),
    look: domainClassifier(features ?? appearance, images, numClasses),
    groups: measureGroups(images, [lightFeatures(images, figures), ...(features ? [features] : [])], numClasses),
    fromTraining: features && classesFromTraining(features, images, 'validation', numClasses, { C: STRONG }),
    probabilities: features && outOfFoldProbabilities(features, labels, numClasses, { C: STRONG }),
  };
}
