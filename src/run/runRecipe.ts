import { modelWeightsDigest } from '../backbones/network/digestOfWeights.js';
import type { RawWeight } from '../backbones/network/initialWeights.js';
import type { WeightName } from '../backbones/network/layer.js';
import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { sum } from '../base/sum.js';
import { support } from '../dataset/classFolders.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import { checkFit } from '../recipe/checkFit.js';
import { epochsOf, phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { acrossPhases } from './acrossPhases.js';
import { evaluationDigest } from './evaluationDigest.js';
import { finalPredictions } from './finalPredictions.js';
import { planPhases, resumeFrom } from './phasePlan.js';
import { reportProgress } from './reportProgress.js';
import type { RunOptions } from './runOptions.js';
import type { RunResult } from './runResult.js';
import type { Best } from './runState.js';
import { trainPhase } from './trainPhase.js';

/**
 * Trains a recipe on images and measures it on the validation images after every epoch. Where those are halved, the one
 * half alone chooses the epoch, stops training and lowers the rate, and the other is what the run answers.
 *
 * Frozen layers run once where that gives the same: without augmentation or with a bounded number of augmented views,
 * and where their output for a picture does not depend on the rest of its batch. Everything else runs in every epoch.
 *
 * With a store for its state, a run that was killed goes on after its last whole epoch, and ends with the figures of one
 * that was not.
 *
 * @throws UserError where the recipe does not fit the backbone or the images
 */
export async function runRecipe(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: string[],
  options: RunOptions,
): Promise<RunResult> {
  const training = images.filter(({ split }) => split === 'training');
  const validation = images.filter(({ split }) => split === 'validation');
  const numValidation = Math.min(
    ...(['selection', 'evaluation'] as const).map((part) => validation.filter((image) => isIn(image, part)).length),
  );
  const phases = phasesOf(recipe);
  for (const phase of phases) checkFit(phase.recipe, training.length, numValidation, classNames.length);
  const backbone = await loadBackbone(recipe.backbone.name, recipe.backbone.weights, recipe.seed, options.weightStore);
  const plans = planPhases(recipe, backbone, classNames.length);
  const { state: store } = options;
  const kept = await store?.read();
  const began = options.now() - 1000 * (kept?.seconds ?? 0);
  const seconds = (): number => (options.now() - began) / 1000;
  const stays = plans[0].frozen.filter((name) => plans.every(({ frozen }) => frozen.includes(name)));
  const { weights } = plans[0].classifier;
  const before = modelWeightsDigest(stays.map((name) => [name, weights.get(name)!.values]));
  const outer = [reportProgress({ ...recipe, epochs: epochsOf(recipe) }, options), ...(options.callbacks ?? [])];
  let history = kept?.history ?? [];
  let changed = kept?.changed ?? new Map<WeightName, RawWeight>();
  let last: { best: Best; before: number; trainableParameters: number; digest: string; stopped: RunResult['stopped'] };
  for (let phase = kept?.phase ?? 0; ; phase++) {
    const [isFirst, isLast, earlier, changedBefore] = [phase === 0, phase === plans.length - 1, history, changed];
    const result = await trainPhase(
      resumeFrom(plans[phase], changed),
      { training, validation, support: support({ classNames, examples: training }) },
      {
        run: options,
        epochsBefore: earlier.length,
        callbacks: outer.map((callback) => acrossPhases(callback, { isFirst, isLast, history: earlier })),
        from: phase === kept?.phase ? kept : undefined,
        onState:
          store &&
          ((state) => store.write({ ...state, phase, history: earlier, changed: changedBefore, seconds: seconds() })),
        digestOf: stays,
      },
    );
    const own = result.history.map((record) => ({
      ...record,
      epoch: earlier.length + record.epoch,
      ...(plans.length > 1 && { phase: phase + 1 }),
    }));
    history = [...earlier, ...own];
    changed = new Map([...changed, ...result.best.weights]);
    last = { ...result, before: earlier.length };
    if (isLast || result.stopped === 'interrupted' || result.stopped === 'diverged') break;
  }
  await options.onCheckpoint?.(changed);
  // What was stopped is as it was stopped: an interrupt is no request for an hour of views.
  const asked = last.stopped === 'interrupted' ? { ...recipe, testTimeAugmentation: null } : recipe;
  const { probabilities } = last.best;
  const trained = { classifier: plans[0].classifier, trained: changed };
  const answers = await finalPredictions(asked, validation, probabilities, trained, options);
  return {
    recipe,
    history,
    stopped: last.stopped,
    bestEpoch: last.before + last.best.epoch,
    classNames,
    ...answers,
    evaluatedOn: evaluationDigest(images),
    frozenDigest: { before, after: last.digest, parameters: numParameters(stays, weights) },
    trainableParameters: last.trainableParameters,
    seconds: seconds(),
  };
}

function numParameters(names: readonly WeightName[], weights: ReadonlyMap<WeightName, RawWeight>): number {
  return sum(names, (name) => weights.get(name)!.values.length);
}
