import { UserError } from '../base/errors.js';
import type { SelectionOptions } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { type SelectionAndEvaluation, selectionAndEvaluation } from '../dataset/selectionAndEvaluation.js';
import { isIn } from '../dataset/validationParts.js';
import { type OpenModel, openModel } from '../features/openModel.js';
import type { Predictions } from '../metrics/correctness.js';
import { evaluationDigest } from '../run/evaluationDigest.js';
import { modelOfRun } from '../store/modelOfRun.js';
import { RUNS, weightStore } from '../store/projectFolders.js';
import { runFile, type StoredRun } from '../store/runStore.js';
import { readWeights } from '../training/weightFile.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Lends the model that a run ended with, its best weights put in.
 *
 * @throws UserError where the weights are gone
 */
export async function withModelOf<T>(run: StoredRun, use: (model: OpenModel) => Promise<T>): Promise<T> {
  const file = runFile(RUNS, run.id, 'best.safetensors');
  const weights = await readWeights(file);
  if (weights === undefined) {
    throw new UserError(
      `The weights of run ${run.id} were expected in ${file}.`,
      'no such file',
      'Remove its folder and train again.',
    );
  }
  const finished = await modelOfRun(run.recipe, weights, run.classNames.length, weightStore());
  const model = openModel(finished, run.recipe.scaling);
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}

/**
 * The validation images that a run is told on, in the order of its labels.
 *
 * @throws UserError where the data set is not the one that the run was measured on
 */
export function validationOf(run: StoredRun, { scan }: OpenDataset): ScannedImage[] {
  const told = scan.images.filter((image) => isIn(image, 'tell'));
  const here = evaluationDigest(scan.images);
  const isSame = told.length === run.labels.length && told.every(({ label }, i) => label === run.labels[i]);
  if (isSame && (run.toldOn ?? here) === here) return told;
  throw new UserError(
    `Run ${run.id} was expected to be of this data set, told on ${run.labels.length} validation images${run.toldOn === undefined ? '' : ` (${run.toldOn})`}.`,
    `${told.length} validation images (${here})`,
    'Open the data set that it was trained on.',
  );
}

/** What to choose by and what to tell on: answers of one run to different validation images, or twice to the same. */
export interface TwoAnswers extends Pick<SelectionAndEvaluation, 'apart'> {
  choose: Predictions;
  tell: Predictions;
}

/**
 * A run's answers to the images that its epoch was chosen by, and to those that it is told on; where those are the same
 * ones, they are halved here if there are enough for that.
 *
 * @throws UserError as `validationOf`
 */
export function halvesOf(run: StoredRun, dataset: OpenDataset, options: SelectionOptions = {}): TwoAnswers {
  const told = validationOf(run, dataset);
  if (run.choosing !== undefined) return { choose: run.choosing, tell: run, apart: true };
  const { choose, tell, apart } = selectionAndEvaluation(told, options);
  const among = (indices: readonly number[]): Predictions => ({
    labels: indices.map((i) => run.labels[i]),
    probabilities: indices.map((i) => run.probabilities[i]),
  });
  return { choose: among(choose), tell: among(tell), apart };
}
