import { mean } from '../../base/sum.js';
import { probeOutcomes } from '../../learn/probe.js';
import { measureInputRange, scaledValues } from '../../measure/model/inputRange.js';
import { sameScaling, scalingDivergences } from '../../measure/model/scalingDivergences.js';
import { suspectScaling } from '../../measure/model/scalingMeasurement.js';
import { drawChange } from '../../preprocess/augmentation.js';
import { composedScaling, isSamplewise, type Stage } from '../../preprocess/composedScaling.js';
import { type ScalingStep, stepsOfMode } from '../../preprocess/scaling.js';
import { shareInside } from '../../preprocess/shareInside.js';
import { transformOf } from '../../preprocess/transform.js';
import { augmentationTooStrong } from '../checks/pipeline/augmentationTooStrong.js';
import { channelOrder } from '../checks/pipeline/channelOrder.js';
import { doublePreprocessing } from '../checks/pipeline/doublePreprocessing.js';
import { heightWidthSwapped } from '../checks/pipeline/heightWidthSwapped.js';
import { type SplitPipeline, trainValidationMismatch } from '../checks/pipeline/trainValidationMismatch.js';
import { wrongScaling } from '../checks/pipeline/wrongScaling.js';
import type { Finding } from '../finding.js';
import type { OpenRecipe } from './openRecipe.js';

/** Measures a recipe's pipeline and checks it; scaling first, since the others are measured under the correct one. */
export async function pipelineFindings(
  subject: OpenRecipe,
  validationScaling: readonly ScalingStep[] = subject.recipe.validationScaling ?? subject.recipe.scaling,
): Promise<Finding[]> {
  const { recipe, images } = subject;
  const scaling = await scalingFindings(subject);
  const fixed = fixedScaling(recipe.scaling, scaling);
  const pretrained = recipe.backbone.weights !== 'random';
  return [
    ...scaling,
    ...heightWidthSwapped(recipe, images),
    ...trainValidationMismatch(pipelineOf(subject, recipe.scaling), pipelineOf(subject, validationScaling)),
    // A random network has no order of channels, and an untrained one recognizes no images.
    ...(pretrained ? await channelFindings(subject, fixed) : []),
    ...(pretrained ? await augmentationFindings(subject, fixed) : []),
  ];
}

/** A scaling, or what the first finding that patches it replaces it by. */
export function fixedScaling(scaling: readonly ScalingStep[], findings: readonly Finding[]): readonly ScalingStep[] {
  const patched = findings.find(({ fix }) => fix.patch?.scaling !== undefined);
  return patched === undefined ? scaling : (patched.fix.patch!.scaling as ScalingStep[]);
}

/** Checks the scaling of a recipe alone: `double-preprocessing`, else `wrong-scaling`. */
export async function scalingFindings(subject: OpenRecipe): Promise<Finding[]> {
  const { recipe, backbone, sample } = subject;
  const mode = backbone.expectation.scaling;
  const doubled = doublePreprocessing(measureInputRange(sample.pixels, recipe.scaling, mode));
  // Random weights have no scaling, and one cause is named once.
  if (doubled.length > 0 || recipe.backbone.weights === 'random') return doubled;
  const fits = scalingDivergences(backbone, sample, recipe.scaling);
  const expected = fits.findIndex(({ steps }) => sameScaling(stepsOfMode(mode), steps));
  const suspect = suspectScaling({ fits, expected });
  if (suspect === undefined) return wrongScaling({ fits, expected });
  const [received, right] = [await subject.outcomes(fits[0]!.steps), await subject.outcomes(fits[suspect]!.steps)];
  return wrongScaling({ fits, expected, probe: { suspect, received, right } });
}

async function channelFindings(subject: OpenRecipe, scaling: readonly ScalingStep[]): Promise<Finding[]> {
  const { channelOrder: expected, scaling: mode } = subject.backbone.expectation;
  return channelOrder({
    received: swapsChannels(subject.recipe.scaling) ? 'BGR' : 'RGB',
    expected,
    mode,
    asReceived: await subject.outcomes(scaling),
    swapped: await subject.outcomes(scaling, true),
  });
}

async function augmentationFindings(subject: OpenRecipe, scaling: readonly ScalingStep[]): Promise<Finding[]> {
  const { recipe, sample, classNames } = subject;
  const { augmentation, seed, height, width } = recipe;
  if (augmentation === null) return [];
  const clean = await subject.features(sample, scaling);
  const augmented = await subject.features(sample, scaling, { augmentation, seed });
  const [unaugmented, augmentedOutcomes] = probeOutcomes(
    clean,
    [clean, augmented],
    sample.labels,
    classNames.length,
  ) as [boolean[], boolean[]];
  const left = sample.images.map((_, i) => {
    const draw = drawChange(augmentation, height, width, seed, 1, i);
    return shareInside(transformOf(draw, height, width), { height, width });
  });
  return augmentationTooStrong({
    clean: unaugmented,
    augmented: augmentedOutcomes,
    chance: largestShare(sample.labels),
    pictureLeft: mean(left),
  });
}

function pipelineOf({ recipe, sample }: OpenRecipe, steps: readonly ScalingStep[]): SplitPipeline {
  const { height, width } = recipe;
  return { ...scaledValues(sample.pixels, steps), height, width };
}

function swapsChannels(scaling: readonly ScalingStep[]): boolean {
  const swaps = (stage: Stage): boolean => !isSamplewise(stage) && stage.swapsChannels;
  return composedScaling(scaling).filter(swaps).length % 2 === 1;
}

function largestShare(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}
