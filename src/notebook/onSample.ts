import { ofSplit } from '../dataset/dataset.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from '../store/runStore.js';
import type { OpenDataset } from './openDataset.js';
import type { NotebookRun } from './sampleCaption.js';
import { recipeInPlan } from './timePlan.js';

/** The recipe that is trained: on a sample, with the epochs that the plan gives. */
export function recipeFor(recipe: Recipe, { sample, scan }: OpenDataset): Recipe {
  if (sample === undefined) return recipe;
  return recipeInPlan(recipe, sample.stretch, ofSplit(scan.images, 'training').length, sample.numTraining);
}

/** A run with the sample that it was trained on. */
export function onSampleOf(run: StoredRun, { sample }: OpenDataset): NotebookRun {
  return sample === undefined ? run : { ...run, sample };
}

/** The same images, on which recipes are trained with their own epochs. */
export function withoutPlan({ sample: _, ...dataset }: OpenDataset): OpenDataset {
  return dataset;
}
