import { firstOfEach } from '../../base/group.js';
import { readingsByModel, type ScriptReading } from '../../script/reading/readScript.js';
import { augmentationOfScript } from '../checks/script/augmentationOfScript.js';
import { augmentedValidation } from '../checks/script/augmentedValidation.js';
import { balancedTwice } from '../checks/script/balancedTwice.js';
import { bestByTest } from '../checks/script/bestByTest.js';
import { bestOfSettings } from '../checks/script/bestOfSettings.js';
import { channelOrderOfScript } from '../checks/script/channelOrderOfScript.js';
import { checkpointOfScript } from '../checks/script/checkpointOfScript.js';
import { classWeightKeys, weightsByRank } from '../checks/script/classWeightKeys.js';
import { cropAfterResize } from '../checks/script/cropAfterResize.js';
import { decimalComma } from '../checks/script/decimalComma.js';
import { dropoutRate } from '../checks/script/dropoutRate.js';
import { dropoutTooHigh } from '../checks/script/dropoutTooHigh.js';
import { flagsWithoutCompile } from '../checks/script/flagsWithoutCompile.js';
import { flagsWithoutEffect } from '../checks/script/flagsWithoutEffect.js';
import { frozenBatchNormOfScript } from '../checks/script/frozenBatchNormOfScript.js';
import { groupsInSplit } from '../checks/script/groupsInSplit.js';
import { headOnClasses } from '../checks/script/headOnClasses.js';
import { headTooLargeOfScript } from '../checks/script/headTooLargeOfScript.js';
import { heightWidthSwappedOfScript } from '../checks/script/heightWidthSwappedOfScript.js';
import { inputShapeMismatch } from '../checks/script/inputShapeMismatch.js';
import { inputTooSmall } from '../checks/script/inputTooSmall.js';
import { integerPixels } from '../checks/script/integerPixels.js';
import { invertedClassWeights } from '../checks/script/invertedClassWeights.js';
import { labelFormMismatch } from '../checks/script/labelFormMismatch.js';
import { labelsByPosition } from '../checks/script/labelsByPosition.js';
import { laggingBatchNormOfScript } from '../checks/script/laggingBatchNormOfScript.js';
import { lastLayerMismatch } from '../checks/script/lastLayerMismatch.js';
import { layerNames } from '../checks/script/layerNames.js';
import { leakingSplit } from '../checks/script/leakingSplit.js';
import { learningRateOfScript } from '../checks/script/learningRateOfScript.js';
import { linearLayers } from '../checks/script/linearLayers.js';
import { lowerLayersTrain } from '../checks/script/lowerLayersTrain.js';
import { majorityShare } from '../checks/script/majorityShare.js';
import { misleadingMetric } from '../checks/script/misleadingMetric.js';
import { noEpochs } from '../checks/script/noEpochs.js';
import { nothingTrains } from '../checks/script/nothingTrains.js';
import { numberOfClasses } from '../checks/script/numberOfClasses.js';
import { orderedSplit } from '../checks/script/orderedSplit.js';
import { otherBuild } from '../checks/script/otherBuild.js';
import { partialEvaluation } from '../checks/script/partialEvaluation.js';
import { pipelinesOfScript } from '../checks/script/pipelinesOfScript.js';
import { scalingOfScript } from '../checks/script/scalingOfScript.js';
import { selectionAsResult } from '../checks/script/selectionAsResult.js';
import { shuffledPredictions } from '../checks/script/shuffledPredictions.js';
import { smallBatchNormOfScript } from '../checks/script/smallBatchNormOfScript.js';
import { statisticsNotFitted } from '../checks/script/statisticsNotFitted.js';
import { stepsOfScript } from '../checks/script/stepsOfScript.js';
import { trainingFalseIgnored } from '../checks/script/trainingFalseIgnored.js';
import { typedClassOrder } from '../checks/script/typedClassOrder.js';
import { unknownMonitorOfScript } from '../checks/script/unknownMonitorOfScript.js';
import { unscaledImages } from '../checks/script/unscaledImages.js';
import { weightsNotLoadedOfScript } from '../checks/script/weightsNotLoadedOfScript.js';
import { wrongLoss } from '../checks/script/wrongLoss.js';
import { faultKey } from '../evidence/scriptFinding.js';
import type { Finding } from '../finding.js';

/** Checks of a script's text, each once. Findings of one severity keep this order. */
const SCRIPT_CHECKS: readonly ((reading: ScriptReading) => Finding[])[] = [
  pipelinesOfScript,
  integerPixels,
  scalingOfScript,
  unscaledImages,
  flagsWithoutCompile,
  headOnClasses,
  statisticsNotFitted,
  cropAfterResize,
  inputShapeMismatch,
  inputTooSmall,
  channelOrderOfScript,
  heightWidthSwappedOfScript,
  headTooLargeOfScript,
  flagsWithoutEffect,
  layerNames,
  nothingTrains,
  noEpochs,
  lowerLayersTrain,
  weightsNotLoadedOfScript,
  otherBuild,
  frozenBatchNormOfScript,
  trainingFalseIgnored,
  smallBatchNormOfScript,
  laggingBatchNormOfScript,
  learningRateOfScript,
  stepsOfScript,
  unknownMonitorOfScript,
  checkpointOfScript,
  dropoutRate,
  decimalComma,
  classWeightKeys,
  invertedClassWeights,
  dropoutTooHigh,
  augmentationOfScript,
  weightsByRank,
  balancedTwice,
  lastLayerMismatch,
  labelFormMismatch,
  numberOfClasses,
  wrongLoss,
  misleadingMetric,
  linearLayers,
  leakingSplit,
  groupsInSplit,
  orderedSplit,
  labelsByPosition,
  augmentedValidation,
  shuffledPredictions,
  typedClassOrder,
  selectionAsResult,
  bestOfSettings,
  partialEvaluation,
  bestByTest,
  majorityShare,
];

/** What is wrong in the text of a script, by line: of the model that is trained last first, then of others. */
export function scriptFindings(reading: ScriptReading): Finding[] {
  return findingsByModel(reading).map(({ finding }) => finding);
}

/** A finding, with the reading of the model that it is about. */
export interface ModelFinding {
  reading: ScriptReading;
  finding: Finding;
}

/** The same, with the reading of the model that each finding is about. */
export function findingsByModel(reading: ScriptReading): ModelFinding[] {
  const found = [reading, ...waysOfUse(reading)]
    .flatMap(readingsByModel)
    .flatMap((one) => SCRIPT_CHECKS.flatMap((check) => check(one).map((finding) => ({ reading: one, finding }))));
  // A generator that several models are trained with has its faults once.
  return firstOfEach(found, ({ finding }) => faultKey(finding));
}

/** Ways that train nothing, beside one that trains: how the script uses the model, such as `train.py predict`. */
function waysOfUse({ alternatives, ...reading }: ScriptReading): ScriptReading[] {
  if (reading.stages.length === 0) return [];
  return alternatives
    .filter(({ reading: way }) => way.stages.length === 0)
    .map(({ reading: way }) => ({ ...reading, ...way, alternatives: [] }));
}
