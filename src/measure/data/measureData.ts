import { support } from '../../dataset/classFolders.js';
import { type ClassList, readClassLists } from '../../dataset/classLists.js';
import type { Dataset } from '../../dataset/dataset.js';
import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import { type SurveyedPicture, surveyPictures } from '../../dataset/figures/survey.js';
import { nearDuplicates, type SimilarPictures } from '../../dataset/hash/nearDuplicates.js';
import { compareListings, type LoaderListing } from '../../dataset/keras/compareListings.js';
import type { Scan, ScannedImage } from '../../dataset/scan.js';
import { yieldToEventLoop } from '../../engine/tensorflow.js';
import { classesFromTraining } from '../../learn/classesFromTraining.js';
import type { FeatureMatrix } from '../../learn/featureMatrix.js';
import { outOfFoldProbabilities } from '../../learn/outOfFold.js';
import { median } from '../../metrics/median.js';
import { classSeparability, type Separability } from './classSeparability.js';
import { domainClassifier } from './domainClassifier.js';
import { writeDoubts } from './keptDoubts.js';
import { type MeasuredGroups, measureGroups } from './measureGroups.js';
import { appearanceFeatures, lightFeatures, type ShortcutFeature, shortcutFeatures } from './shortcutFeatures.js';

/** Everything that the checks of images and splits read. */
export interface DataMeasures {
  /** Of each image of the scan, in order. */
  figures: SurveyedPicture[];
  near: SimilarPictures[];
  /** Images of each class in each split, `[numClasses]`. */
  training: number[];
  validation: number[];
  /** How each loader of Keras lists the folder otherwise than thaw. */
  loaders: LoaderListing[];
  /** Lists of classes beside the folders. */
  lists: ClassList[];
  separabilities: Partial<Record<ShortcutFeature, Separability>>;
  /** Distance of an image's border from its middle, the median of each class, in 0 ... 255, `[numClasses]`. */
  backgroundContrast: number[];
  look: ReturnType<typeof domainClassifier>;
  groups: MeasuredGroups | undefined;
  /** Images whose labels are checked: all of the scan, or a sample. */
  checked: readonly ScannedImage[];
  /** Cross-validated, `[numChecked][numClasses]`; undefined without features. */
  probabilities: number[][] | undefined;
  /** Class of each validation image of `checked`, as predicted by a classifier trained on the training images; undefined without features. */
  fromTraining: number[] | undefined;
}

/** Options of `measureData`. */
export interface MeasureOptions {
  /** Folder in which surveys of images are kept. */
  folder: string;
  /** Features of each image of `checked`, e.g. of a frozen backbone; without them labels are not checked. */
  features?: FeatureMatrix;
  /** Images that have features. Default: all of the scan */
  checked?: readonly ScannedImage[];
  /** Features that labels are checked with, e.g. those of earlier layers too. Default: `features` */
  labelFeatures?: FeatureMatrix;
  onProgress?: (done: number, total: number) => void;
}

/** Root of the mean square over the three channels. */
const borderFromCenter = ({ borderColor, centerColor }: PictureFigures): number =>
  Math.hypot(...borderColor.map((value, c) => value - centerColor[c]!)) / Math.sqrt(3);

/** The most obvious first. */
const PROPERTIES: readonly ShortcutFeature[] = ['size', 'format', 'grey', 'background', 'center', 'bytes', 'color'];

/** `C` of scikit-learn, for a thousand features and more. */
const STRONG = 0.01;

/**
 * Measures a scanned dataset: decodes every image once, and trains small classifiers of classes and splits. Two thousand
 * images take about ten seconds on two cores, less where their survey is cached.
 */
export async function measureData(
  dataset: Dataset,
  scan: Scan,
  { folder, features: given, labelFeatures = given, checked = scan.images, onProgress }: MeasureOptions,
): Promise<DataMeasures> {
  const { images } = scan;
  const figures = await surveyPictures(images, folder, onProgress);
  const lists = await readClassLists(dataset.folder);
  const numClasses = dataset.classNames.length;
  const labels = images.map(({ label }) => label);
  const separabilities: DataMeasures['separabilities'] = {};
  for (const property of PROPERTIES) {
    separabilities[property] = classSeparability(shortcutFeatures(property, images, figures), labels, numClasses);
    await yieldToEventLoop();
  }
  const appearance = appearanceFeatures(images, figures);
  // What splits and groups look like is measured on all images, so features of a sample do not serve it.
  const features = checked.length === images.length ? given : undefined;
  const counted = { ...dataset, examples: images };
  const checkedLabels = checked.map(({ label }) => label);
  const probabilities =
    labelFeatures && outOfFoldProbabilities(labelFeatures, checkedLabels, numClasses, { C: STRONG });
  if (probabilities !== undefined) await writeDoubts(folder, images, checked, probabilities);
  return {
    figures,
    near: nearDuplicates(scan, figures),
    training: support(counted, 'training'),
    validation: support(counted, 'validation'),
    lists,
    loaders: await compareListings(dataset),
    separabilities,
    backgroundContrast: dataset.classNames.map((_, k) =>
      median(figures.filter((_, i) => labels[i] === k).map(borderFromCenter)),
    ),
    look: domainClassifier(features ?? appearance, images, numClasses),
    groups: measureGroups(images, [lightFeatures(images, figures), ...(features ? [features] : [])], numClasses),
    checked,
    fromTraining: given && classesFromTraining(given, checked, 'validation', numClasses, { C: STRONG }),
    probabilities,
  };
}
