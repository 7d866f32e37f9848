import { modelWeightsDigest, type RawWeight, type WeightName } from '../backbones/network/weights.js';
import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { sum } from '../base/sum.js';
import { support } from '../dataset/classFolders.js';
import { ofSplit } from '../dataset/dataset.js';
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
 * Trains a recipe on images and evaluates it on the validation images after every epoch. If those have parts, the selection
 * part selects the epoch, stops training and lowers the learning rate, and the run is evaluated on the other part.
 *
 * Frozen layers run once if that gives the same result: without augmentation or with a bounded number of augmented views,
 * and if their output for an image does not depend on the rest of its batch. Everything else runs in every epoch.
 *
 * With a store for its state, a killed run resumes after its last finished epoch, with the same result.
 *
 * @throws UserError if the recipe does not fit the backbone or the images
 */
export async function runRecipe(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: string[],
  options: RunOptions,
): Promise<RunResult> {
  const training = ofSplit(images, 'training');
  const validation = ofSplit(images, 'validation');
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
  const stays = plans[0]!.frozen.filter((name) => plans.every(({ frozen }) => frozen.includes(name)));
  const { weights } = plans[0]!.classifier;
  const before = modelWeightsDigest(stays.map((name) => [name, weights.get(name)!.values]));
  const outer = [reportProgress({ ...recipe, epochs: epochsOf(recipe) }, options), ...(options.callbacks ?? [])];
  let history = kept?.history ?? [];
  let changed = kept?.changed ?? new Map<WeightName, RawWeight>();
  let last: { best: Best; before: number; trainableParameters: number; digest: string; stopped: RunResult['stopped'] };
  for (let phase = kept?.phase ?? 0; ; phase++) {
    const [isFirst, isLast, earlier, changedBefore] = [phase === 0, phase === plans.length - 1, history, changed];
    const result = await trainPhase(
      resumeFrom(plans[phase]!, changed),
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
    const records = result.history.map((record) => ({
      ...record,
      epoch: earlier.length + record.epoch,
      ...(plans.length > 1 && { phase: phase + 1 }),
    }));
    history = [...earlier, ...records];
    changed = new Map([...changed, ...result.best.weights]);
    last = { ...result, before: earlier.length };
    if (isLast || result.stopped === 'interrupted' || result.stopped === 'diverged') break;
  }
  await options.onCheckpoint?.(changed);
  // An interrupted run skips test-time augmentation: its views may take long.
  const finalRecipe = last.stopped === 'interrupted' ? { ...recipe, testTimeAugmentation: null } : recipe;
  const { probabilities } = last.best;
  const trained = { classifier: plans[0]!.classifier, trained: changed };
  const predictions = await finalPredictions(finalRecipe, validation, probabilities, trained, options);
  return {
    recipe,
    history,
    stopped: last.stopped,
    bestEpoch: last.before + last.best.epoch,
    classNames,
    ...predictions,
    evaluatedOn: evaluationDigest(images),
    frozenDigest: { before, after: last.digest, parameters: numParameters(stays, weights) },
    trainableParameters: last.trainableParameters,
    seconds: seconds(),
  };
}

function numParameters(names: readonly WeightName[], weights: ReadonlyMap<WeightName, RawWeight>): number {
  return sum(names, (name) => weights.get(name)!.values.length);
}
