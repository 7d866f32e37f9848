import { batchNormalizationsOf } from '../backbones/network/layer.js';
import { layerOfWeight, type RawWeight, type WeightName } from '../backbones/network/weights.js';
import { buildClassifier, type Classifier, withoutPrefix } from '../backbones/pretrained/classifier.js';
import type { Backbone } from '../backbones/pretrained/loadBackbone.js';
import { phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { changingWeights } from '../training/changingWeights.js';

/** One training of a run. */
export interface PhasePlan {
  recipe: Recipe;
  classifier: Classifier;
  /** Weights that start the phase with their random initial values, whatever the phase before made of them. */
  drawnAnew: ReadonlySet<WeightName>;
  /** Names of the weights that do not change. */
  frozen: WeightName[];
}

/**
 * Plans the phases of a recipe.
 *
 * @throws UserError if the backbone has no block of the name to unfreeze above
 */
export function planPhases(recipe: Recipe, backbone: Backbone, numClasses: number): PhasePlan[] {
  return phasesOf(recipe).map((phase) => {
    const { batchNormalization: policy } = phase.recipe;
    const whole = buildClassifier(backbone, phase.recipe, numClasses);
    const last = whole.tail.output;
    const built = phase.trains === 'classifier' ? { ...whole, trainable: new Set([last]) } : whole;
    // If moving statistics change in every step, or images are mixed, the whole network runs in every step: frozen layers
    // cannot run once, and mixing after them would mix features instead of images.
    const movesStatistics = policy === 'batch-and-update' && batchNormalizationsOf(backbone.network).length > 0;
    const classifier = movesStatistics || phase.recipe.mixup > 0 ? withoutPrefix(built) : built;
    const names = [...classifier.weights.keys()];
    const { trained, moving } = changingWeights(classifier, names, policy);
    const changing = new Set([...trained, ...moving]);
    return {
      recipe: phase.recipe,
      classifier,
      drawnAnew: new Set(phase.trains === 'classifier' ? names.filter((name) => layerOfWeight(name) === last) : []),
      frozen: names.filter((name) => !changing.has(name)),
    };
  });
}

/** Puts the weights that earlier phases changed into a plan. */
export function resumeFrom(plan: PhasePlan, changed: ReadonlyMap<WeightName, RawWeight>): PhasePlan {
  const weights = new Map(plan.classifier.weights);
  for (const [name, weight] of changed) if (!plan.drawnAnew.has(name)) weights.set(name, weight);
  return { ...plan, classifier: { ...plan.classifier, weights } };
}
