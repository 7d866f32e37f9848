import { batchNormalizationsOf } from '../../backbones/network/layer.js';
import { layerOfWeight, type RawWeight, takesGradient, type WeightName } from '../../backbones/network/weights.js';
import { unitsOf } from '../../backbones/pretrained/head.js';
import { ofSplit } from '../../dataset/dataset.js';
import { probeOutcomes } from '../../learn/probe.js';
import { initializerFit } from '../../measure/model/initializerFit.js';
import { trainInferenceGap } from '../../measure/model/trainInferenceGap.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import { frozenBatchNorm } from '../checks/network/frozenBatchNorm.js';
import { headTooLarge } from '../checks/network/headTooLarge.js';
import { nothingTrainable } from '../checks/network/nothingTrainable.js';
import { smallBatchNorm } from '../checks/network/smallBatchNorm.js';
import { weightsNotLoaded } from '../checks/network/weightsNotLoaded.js';
import type { Finding } from '../finding.js';
import type { OpenRecipe } from './openRecipe.js';

/**
 * Measures a recipe's network and checks it.
 *
 * @param scaling under which it is measured: the fixed one, or a wrong one would hide what frozen batch normalization does
 * @param overfits whether a run of the recipe overfits
 */
export async function networkFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  overfits: boolean,
): Promise<Finding[]> {
  const { recipe, classifier, backbone, images } = subject;
  const fromScratch = recipe.backbone.weights === 'random' && recipe.unfrozen.above === 'everything';
  const trains = (name: WeightName): boolean => classifier.trainable.has(layerOfWeight(name)) && takesGradient(name);
  const count = (counts: (name: WeightName) => boolean): number =>
    [...classifier.weights].reduce(
      (sum, [name, { values }]: [string, RawWeight]) => sum + (counts(name) ? values.length : 0),
      0,
    );
  const inHead = (name: WeightName): boolean => classifier.head.has(layerOfWeight(name));
  const frozen = frozenNormalizations(subject);
  const phases =
    frozen.length > 0 && recipe.batchNormalization !== 'moving' ? await phaseFindings(subject, scaling, frozen) : [];
  // One cause is named once: that frozen layers use the batch is worse than that the batch is small.
  const usingBatches = batchNormalizations(subject).filter(
    (layer) => !frozen.includes(layer) || (recipe.batchNormalization !== 'moving' && phases.length === 0),
  );
  const numTraining = ofSplit(images, 'training').length;
  return [
    ...phases,
    ...smallBatchNorm({
      batchSize: recipe.batchSize,
      layers: usingBatches,
      unfrozen: recipe.unfrozen,
      fromScratch,
    }),
    ...nothingTrainable({
      weights: count(trains),
      backboneWeights: count((name) => trains(name) && !inHead(name)),
      total: count(() => true),
      unfrozenAbove: recipe.unfrozen.above,
    }),
    ...headTooLarge({ units: unitsOf(recipe.head), weights: count(inHead) }, numTraining, overfits),
    ...weightsNotLoaded(initializerFit(backbone.network, backbone.weights), fromScratch),
  ];
}

function batchNormalizations({ backbone }: OpenRecipe): string[] {
  return batchNormalizationsOf(backbone.network).map(({ name }) => name);
}

/** Batch normalization layers of the backbone that do not train. */
function frozenNormalizations(subject: OpenRecipe): string[] {
  return batchNormalizations(subject).filter((layer) => !subject.classifier.trainable.has(layer));
}

async function phaseFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  frozen: readonly string[],
): Promise<Finding[]> {
  const { recipe, backbone, sample, classNames } = subject;
  const { batchNormalization: policy, batchSize } = recipe;
  const all = await trainInferenceGap(backbone, sample, { scaling, policy, batchSize });
  const inTraining = await subject.features(sample, scaling, { mode: 'training' });
  const inInference = await subject.features(sample, scaling);
  const [training, inference] = probeOutcomes(
    inTraining,
    [inTraining, inInference],
    sample.labels,
    classNames.length,
  ) as [boolean[], boolean[]];
  return frozenBatchNorm({
    policy,
    batchSize,
    departures: all.filter(({ layer }) => frozen.includes(layer)),
    inTraining: training,
    inInference: inference,
    withMoving: await subject.outcomes(scaling),
  });
}
