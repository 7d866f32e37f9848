import { support } from '../../dataset/classFolders.js';
import type { ClassList } from '../../dataset/classLists.js';
import type { Dataset } from '../../dataset/dataset.js';
import type { Split } from '../../dataset/listClasses.js';
import type { Size } from '../../dataset/resize.js';
import type { Scan } from '../../dataset/scan.js';
import { groupsLookAlike } from '../../measure/data/groupEffect.js';
import { type DataMeasures, type MeasureOptions, measureData } from '../../measure/data/measureData.js';
import { argmax } from '../../metrics/argmax.js';
import { classesSwapped } from '../checks/data/classesSwapped.js';
import { classImbalance } from '../checks/data/classImbalance.js';
import { classMissing } from '../checks/data/classMissing.js';
import { classOrderMismatch } from '../checks/data/classOrderMismatch.js';
import { duplicateAcrossSplits } from '../checks/data/duplicateAcrossSplits.js';
import { exactDuplicate } from '../checks/data/exactDuplicate.js';
import { groupLeak } from '../checks/data/groupLeak.js';
import { imageQuality } from '../checks/data/imageQuality.js';
import { labelConflict } from '../checks/data/labelConflict.js';
import { loaderDifference } from '../checks/data/loaderDifference.js';
import { nearDuplicate } from '../checks/data/nearDuplicate.js';
import { shortcut } from '../checks/data/shortcut.js';
import { splitShift } from '../checks/data/splitShift.js';
import { suspectLabel } from '../checks/data/suspectLabel.js';
import { tinyClass } from '../checks/data/tinyClass.js';
import { unreadableImage } from '../checks/data/unreadableImage.js';
import { unusualEncoding } from '../checks/data/unusualEncoding.js';
import { upscaledInput } from '../checks/data/upscaledInput.js';
import { type Finding, sortFindings } from '../finding.js';

/** Options of `dataFindings`. */
export interface DataCheckOptions extends MeasureOptions {
  /** Size that the recipe resizes every image to; without it, enlargement is not checked. */
  target?: Size;
  /** Classes of a model, in the order of its outputs. */
  modelClasses?: ClassList;
}

/** Runs all checks of images and splits on a scanned data set. Causes come first, each group with the most severe first. */
export async function dataFindings(dataset: Dataset, scan: Scan, options: DataCheckOptions): Promise<Finding[]> {
  return checkData(dataset, scan, await measureData(dataset, scan, options), options);
}

/**
 * What the list of files alone shows, before an image is looked at: identical files, files that cannot be read, class sizes and image sizes.
 * `dataFindings` finds all of it again, with what else there is.
 */
export function fileFindings(
  { classNames }: Pick<Dataset, 'classNames'>,
  scan: Scan,
  { target }: Pick<DataCheckOptions, 'target'> = {},
): Finding[] {
  const counted = { classNames, examples: scan.images };
  const [training, validation] = [support(counted, 'training'), support(counted, 'validation')];
  return sortFindings([
    ...classMissing(classNames, training, validation),
    ...labelConflict(scan),
    ...duplicateAcrossSplits(scan),
    ...classImbalance(classNames, training),
    ...tinyClass(classNames, training, validation),
    ...unreadableImage(scan),
    ...(target === undefined ? [] : upscaledInput(scan.images, target)),
    ...exactDuplicate(scan),
  ]);
}

/** `dataFindings`, from measurements. */
export function checkData(
  { classNames }: Dataset,
  scan: Scan,
  measures: DataMeasures,
  { target, modelClasses }: Pick<DataCheckOptions, 'target' | 'modelClasses'> = {},
): Finding[] {
  const { images } = scan;
  const {
    figures,
    near,
    training,
    validation,
    lists,
    loaders,
    separabilities,
    backgroundContrast,
    look,
    groups,
    checked,
    probabilities,
    fromTraining,
  } = measures;
  const shown = withoutBlank(scan, figures);
  const findings = [
    ...classOrderMismatch(classNames, modelClasses === undefined ? lists : [...lists, modelClasses]),
    ...(fromTraining === undefined ? [] : classesSwapped(labelsIn(checked, 'validation'), fromTraining, classNames)),
    ...classMissing(classNames, training, validation),
    ...labelConflict(shown, near),
    ...duplicateAcrossSplits(shown, near),
    ...(groups === undefined ? [] : groupLeak(groups)),
    ...shortcut(
      separabilities,
      classNames,
      training.map((n, k) => n + validation[k]!),
      backgroundContrast,
    ),
    ...splitShift({ training, validation, look }, classNames),
    ...(probabilities === undefined ? [] : suspectLabel(checked, probabilities, classNames, images.length)),
    ...classImbalance(classNames, training),
    ...tinyClass(
      classNames,
      training,
      validation,
      groups !== undefined && groupsLookAlike(groups.effect) ? groups.groupsByClass : undefined,
    ),
    ...imageQuality(
      images,
      figures,
      checked.length === images.length ? probabilities && wrongIn(images, probabilities) : undefined,
    ),
    ...unreadableImage(scan),
    ...loaderDifference(loaders, images, classNames),
    ...unusualEncoding(
      images,
      figures.map(({ encoding }) => encoding),
    ),
    ...(target === undefined ? [] : upscaledInput(images, target)),
    ...nearDuplicate(near, images.length),
    ...exactDuplicate(shown),
  ];
  return sortFindings(findings);
}

const wrongIn = (images: Scan['images'], probabilities: readonly (readonly number[])[]): boolean[] =>
  probabilities.map((row, i) => argmax(row) !== images[i]!.label);

const labelsIn = (images: DataMeasures['checked'], split: Split): number[] =>
  images.filter((image) => image.split === split).map(({ label }) => label);

/** Gray levels between the 5th and the 99th percentile of brightness, below which an image is blank. */
const NOTHING = 3;

/** The same scan without duplicates among blank images: that they are blank is their fault, not that they are equal. */
function withoutBlank(scan: Scan, figures: DataMeasures['figures']): Scan {
  const blank = new Set(
    scan.images
      .filter((_, i) => figures[i]!.brightness99 - figures[i]!.brightness5 < NOTHING)
      .map((image) => image.digest),
  );
  return { ...scan, duplicates: scan.duplicates.filter(([first]) => !blank.has(first!.digest)) };
}
