import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import { finishedModel } from '../experiments/finishedModel.js';
import { type OpenModel, openModel } from '../experiments/openModel.js';
import { runFile, type StoredRun } from '../experiments/runStore.js';
import { readWeights } from '../training/weightFile.js';
import { type OpenDataset, RUNS, weightStore } from './project.js';

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
  const finished = await finishedModel(run.recipe, weights, run.classNames.length, weightStore());
  const model = openModel(finished, run.recipe.scaling);
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}

/**
 * The validation images of a run, in the order of its labels.
 *
 * @throws UserError where the data set is not the one that the run was measured on
 */
export function validationOf(run: StoredRun, { scan }: OpenDataset): ScannedImage[] {
  const validation = scan.images.filter(({ split }) => split === 'validation');
  if (validation.length === run.labels.length && validation.every(({ label }, i) => label === run.labels[i]))
    return validation;
  throw new UserError(
    `Run ${run.id} was expected to be of this data set, with ${run.labels.length} validation images.`,
    `${validation.length} validation images`,
    'Open the data set that it was trained on.',
  );
}
