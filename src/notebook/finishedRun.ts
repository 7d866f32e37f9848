import type { Model } from '../backbones/keras/readModel.js';
import { withProbabilities } from '../backbones/pretrained/probabilities.js';
import { UserError } from '../base/errors.js';
import { RUNS } from '../base/project.js';
import type { SelectionOptions } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { type SelectionAndEvaluation, selectionAndEvaluation } from '../dataset/selectionAndEvaluation.js';
import { isIn } from '../dataset/validationParts.js';
import { type OpenModel, openModel } from '../features/openModel.js';
import { isCorrect, type Predictions } from '../metrics/correctness.js';
import { formatPercent } from '../metrics/format.js';
import { accuracy } from '../metrics/paired.js';
import type { SliceSearch } from '../metrics/slice.js';
import { evaluationDigest } from '../run/evaluationDigest.js';
import { modelOfRun as rebuildModel } from '../store/modelOfRun.js';
import { weightStore } from '../store/projectOptions.js';
import { runFile, type StoredRun } from '../store/runStore.js';
import { readWeights } from '../training/weightFile.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Opens the model of a run with the weights of its best epoch, passes it to `use`, and disposes of it.
 *
 * @throws UserError where the file of weights is missing
 */
export async function withModelOf<T>(run: StoredRun, use: (model: OpenModel) => Promise<T>): Promise<T> {
  const whole = await modelOfRun(run);
  const network = withProbabilities(whole.network, run.classNames.length);
  const { scaling, validationScaling } = run.recipe;
  const model = openModel({ ...whole, network }, validationScaling ?? scaling);
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}

/**
 * Builds the whole model of a run, backbone, head and last activation, with the weights of its best epoch.
 *
 * @throws UserError where the weights of the run were deleted
 *
 * @example
 * await thaw.saveModel('model.keras', await thaw.modelOfRun(run));
 */
export async function modelOfRun(run: StoredRun): Promise<Model> {
  const file = runFile(RUNS, run.id, 'best.safetensors');
  const weights = await readWeights(file);
  if (weights === undefined) {
    throw new UserError(
      `The weights of run ${run.id} were expected in ${file}.`,
      'no such file',
      'Delete the folder of the run and train again.',
    );
  }
  return rebuildModel(run.recipe, weights, run.classNames.length, weightStore());
}

/**
 * The validation images that a run is evaluated on, in the order of its labels.
 *
 * @throws UserError where the data set is not the one that the run was evaluated on
 */
export function validationOf(run: StoredRun, { scan, corrections }: OpenDataset): ScannedImage[] {
  const images = scan.images.filter((image) => isIn(image, 'evaluation'));
  const here = evaluationDigest(scan.images);
  const isSame = images.length === run.labels.length && images.every(({ label }, i) => label === run.labels[i]);
  if (isSame && (run.evaluatedOn ?? here) === here) return images;
  throw new UserError(
    `Run ${run.id} was expected to be of this data set, evaluated on ${run.labels.length} validation images${run.evaluatedOn === undefined ? '' : ` (${run.evaluatedOn})`}.`,
    `${images.length} validation images (${here})`,
    corrections === undefined
      ? 'Open the data set that it was trained on.'
      : 'Train the recipe again: images were corrected since. Or open the data set that the run was trained on.',
  );
}

/**
 * Checks that slices are those of a run, as far as their number of images and their accuracy tell.
 *
 * @throws UserError where they are not
 */
export function checkSlicesOf(run: StoredRun, slices: SliceSearch): void {
  const own = accuracy(isCorrect(run));
  if (run.labels.length === slices.numImages && Math.abs(own - slices.accuracy) < ROUNDING) return;
  const inWords = (count: number, share: number): string => `${count} images, ${formatPercent(share)} of them correct`;
  throw new UserError(
    `Slices of run ${run.id} were expected: ${inWords(run.labels.length, own)}.`,
    inWords(slices.numImages, slices.accuracy),
    'Find them in this run: `await thaw.findSlices(run, dataset)`.',
  );
}

/** Below the difference of one image among a million. */
const ROUNDING = 1e-7;

/** Predictions of one run for the two parts of the validation images; where these are not `apart`, for the same images twice. */
export interface PredictionsByPart extends Pick<SelectionAndEvaluation, 'apart'> {
  selection: Predictions;
  evaluation: Predictions;
}

/**
 * The predictions of a run for the images that selected its epoch, and for those that it is evaluated on. Where those are
 * the same images, they are split here into two parts if there are enough of them.
 *
 * @throws UserError as `validationOf`
 */
export function validationPartsOf(
  run: StoredRun,
  dataset: OpenDataset,
  options: SelectionOptions = {},
): PredictionsByPart {
  const images = validationOf(run, dataset);
  if (run.selection !== undefined) return { selection: run.selection, evaluation: run, apart: true };
  const { selection, evaluation, apart } = selectionAndEvaluation(images, options);
  const among = (indices: readonly number[]): Predictions => ({
    labels: indices.map((i) => run.labels[i]!),
    probabilities: indices.map((i) => run.probabilities[i]!),
  });
  return { selection: among(selection), evaluation: among(evaluation), apart };
}
