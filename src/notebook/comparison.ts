import { countBatchNormalizations } from '../backbones/architectures/registry.js';
import { BATCH_NORMALIZATION_POLICIES } from '../backbones/network/batchNormalization.js';
import { mean } from '../base/sum.js';
import { support } from '../dataset/classFolders.js';
import type { Trial } from '../diagnose/verdict/measureCauses.js';
import { isCorrect } from '../metrics/correctness.js';
import { formatPercent } from '../metrics/format.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { meanAccuracy } from '../metrics/paired.js';
import { accuracyDots } from '../plots/accuracyDots.js';
import { inOrder, nameOfStep, type ScalingStep } from '../preprocess/scaling.js';
import type { NamedRecipe } from '../recipe/grid.js';
import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { withBackbone } from '../recipe/variants.js';
import { newPlace, showPlot } from './display.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';
import { showRuns } from './runsTable.js';
import { type NotebookRun, sampleCaption } from './sampleCaption.js';
import { trainSeeds } from './trainSeeds.js';

/** A trial of a comparison, under its name. */
export interface NamedTrial extends Trial {
  name: string;
  /** Mean over seeds of the training accuracy in the best epoch, in [0, 1]. */
  trainingAccuracy: number;
  runs: NotebookRun[];
}

/** One backbone with several variants of a recipe, the correct one for it first. */
export interface TrialGroup {
  backbone: Recipe['backbone'];
  /** One for each variant of the recipe. */
  trials: NamedTrial[];
}

/**
 * Returns a recipe on a backbone, with the scaling that it expects, under each of the three policies of frozen batch
 * normalization: what {@link comparePolicies} trains.
 *
 * @returns recipes in the order `moving`, `batch`, `batch-and-update`
 *
 * @example
 * const sample = await thaw.drawSample(settings, dataset, [thaw.policyVariants([recipe.backbone, control], recipe)]);
 */
export function policyVariants(backbones: readonly Recipe['backbone'][], recipe: Recipe): NamedRecipe[] {
  return backbones.flatMap((backbone) =>
    BATCH_NORMALIZATION_POLICIES.map((batchNormalization) => ({
      name: batchNormalization,
      recipe: withChanges(withBackbone(recipe, backbone), { batchNormalization }),
    })),
  );
}

/**
 * Returns a recipe on each backbone with the scaling that its weights expect, and then with each of the others: what
 * {@link compareScalings} trains.
 *
 * @param scalings steps of each other scaling; one that is the expected one, or comes twice, is left out
 *
 * @example
 * const sample = await thaw.drawSample(settings, dataset, [thaw.scalingVariants([recipe.backbone], recipe, [recipe.scaling])]);
 */
export function scalingVariants(
  backbones: readonly Recipe['backbone'][],
  recipe: Recipe,
  scalings: readonly ScalingStep[][],
): NamedRecipe[] {
  return backbones.flatMap((backbone) => {
    const correct = withBackbone(recipe, backbone);
    const expected = namesOf(correct.scaling);
    const names = scalings.map(namesOf);
    const others = scalings.filter((_, i) => names[i] !== expected && names.indexOf(names[i]!) === i);
    return [
      { name: `${expected}, as expected`, recipe: correct },
      ...others.map((scaling) => ({ name: namesOf(scaling), recipe: withChanges(correct, { scaling }) })),
    ];
  });
}

/**
 * Trains each backbone, with the scaling that it expects, under the three policies of frozen batch normalization. See
 * {@link BatchNormalizationPolicy}.
 *
 * @param backbones name and weights of each
 * @param seeds how many, from that of the recipe upwards
 * @returns a group for each backbone, its policies in the order `moving`, `batch`, `batch-and-update`
 *
 * @example
 * const policies = await thaw.comparePolicies([recipe.backbone, control], recipe, dataset);
 * await thaw.showComparison(policies, dataset);
 */
export async function comparePolicies(
  backbones: readonly Recipe['backbone'][],
  recipe: Recipe,
  dataset: OpenDataset,
  seeds = 1,
): Promise<TrialGroup[]> {
  return compare(backbones, (backbone) => policyVariants([backbone], recipe), dataset, seeds);
}

/**
 * Trains each backbone with the scaling that its weights expect, and then with each of the others.
 *
 * @param backbones name and weights of each
 * @param scalings steps of each other scaling; one that is the expected one, or comes twice, is left out
 * @param seeds how many, from that of the recipe upwards
 * @returns a group for each backbone, the expected scaling first
 *
 * @example
 * const scalings = await thaw.compareScalings([recipe.backbone], recipe, [recipe.scaling], dataset);
 */
export async function compareScalings(
  backbones: readonly Recipe['backbone'][],
  recipe: Recipe,
  scalings: readonly ScalingStep[][],
  dataset: OpenDataset,
  seeds = 1,
): Promise<TrialGroup[]> {
  return compare(backbones, (backbone) => scalingVariants([backbone], recipe, scalings), dataset, seeds);
}

/**
 * Plots training and validation accuracy of every trial, with the accuracy of always predicting the largest class.
 *
 * @example
 * await thaw.showComparison(policies, dataset);
 */
export async function showComparison(groups: readonly TrialGroup[], dataset: OpenDataset): Promise<void> {
  const dotGroups = groups.map(({ backbone, trials }) => ({
    name: nameOfGroup(backbone),
    dots: trials.map(({ name, trainingAccuracy, accuracy }) => ({
      name,
      training: trainingAccuracy,
      validation: accuracy.value,
      interval: accuracy.interval,
    })),
  }));
  const baseline = majorityBaseline(support(dataset, 'training'), support(dataset, 'evaluation'));
  const sentences = dotGroups.map(({ name, dots }) => {
    const rows = dots.map((dot) => `${dot.name} ${formatPercent(dot.training)} and ${formatPercent(dot.validation)}`);
    return `${name}: ${rows.join(', ')}.`;
  });
  await showPlot(
    accuracyDots(dotGroups, [{ name: 'majority class', accuracy: baseline }]),
    `Training and validation accuracy. ${sentences.join(' ')}`,
    undefined,
    sampleCaption(dataset),
  );
}

/** `InceptionV3, weights nsfwjs, 94 batch normalizations`. */
function nameOfGroup({ name, weights }: Recipe['backbone']): string {
  const layers = countBatchNormalizations(name);
  return `${name}, ${shortSource(weights)}, ${layers === 0 ? 'no' : layers} batch normalization${layers === 1 ? '' : 's'}`;
}

/** A path is shortened to the name of the file. */
function shortSource(weights: string): string {
  return weights === 'random' ? 'random weights' : `weights ${weights.split(/[/\\]/).pop()}`;
}

async function compare(
  backbones: readonly Recipe['backbone'][],
  variantsOf: (backbone: Recipe['backbone']) => readonly NamedRecipe[],
  dataset: OpenDataset,
  seeds: number,
): Promise<TrialGroup[]> {
  const status = newPlace();
  const groups: TrialGroup[] = [];
  const train = async (): Promise<void> => {
    for (const backbone of backbones) {
      const trials: NamedTrial[] = [];
      for (const { name, recipe } of variantsOf(backbone)) {
        const runs = await trainSeeds(`${backbone.name}, ${name}`, recipe, dataset, seeds, { status });
        const best = runs.map(({ history, bestEpoch }) => history[bestEpoch - 1]!.trainAccuracy);
        trials.push({ name, recipe, runs, trainingAccuracy: mean(best), accuracy: meanAccuracy(runs.map(isCorrect)) });
      }
      groups.push({ backbone, trials });
    }
  };
  await interruptible(train);
  const trainedRuns = groups.flatMap(({ backbone, trials }) =>
    trials.flatMap(({ name, runs }) => runs.map((run) => ({ names: [backbone.name, name], run }))),
  );
  showRuns(['backbone', 'variant'], trainedRuns, status);
  return groups;
}

function namesOf(scaling: readonly ScalingStep[]): string {
  return inOrder(scaling.map(nameOfStep));
}
