// The public face of thaw, in the order in which a notebook uses it. docs/api is generated from it, a page for each group:
// `npm run docs:api`.

// Data

export { toDataFrame } from './dataset/toDataFrame.js';
export { showClassCounts, showClassWeights } from './notebook/classes.js';
export { dataReading } from './notebook/dataReading.js';
export { checkImages, showFindings } from './notebook/findings.js';
export { showImageSizes } from './notebook/imageSizes.js';
export { showExamples, showImageTable, showScan } from './notebook/images.js';
export { type OpenDataset, openDataset } from './notebook/openDataset.js';
export { notebookSettings, openControlBackbone } from './notebook/settings.js';

// Preprocessing

export { showExpectations } from './notebook/expectations.js';
export { inputRange, showAugmentations, showPipeline } from './notebook/pipeline.js';
export { checkPreprocessing, preprocessingReading } from './notebook/preprocessing.js';

// Recipes

export { showRecipe, showStrategies } from './notebook/recipes.js';
export { fineTuningStrategies } from './recipe/fineTuningStrategies.js';
export { fromScratch } from './recipe/fromScratch.js';
export { grid, type NamedRecipe } from './recipe/grid.js';
export { imbalanceStrategies } from './recipe/imbalanceStrategies.js';
export { parseRecipe, REFERENCE_RECIPE, type RecipeChanges, withChanges } from './recipe/recipe.js';
export { type Data, type RecipeFile, readRecipe, writeRecipe } from './recipe/recipeFile.js';
export type { Recipe } from './recipe/recipeType.js';
export { applyStrategies, type Strategy } from './recipe/strategy.js';
export { withBackbone } from './recipe/withBackbone.js';
export { withFewerEpochs } from './recipe/withFewerEpochs.js';

// Training

export { showLayers, showModel } from './notebook/layers.js';
export { showLearningRates } from './notebook/learningRates.js';
export { sweep } from './notebook/sweep.js';
export { train, trainAgain } from './notebook/train.js';
export type { StoredRun } from './store/runStore.js';
export type { Swept } from './store/sweep.js';
export type { Callback } from './training/callbacks/callback.js';
export { csvLogger } from './training/callbacks/csvLogger.js';
export { earlyStopping } from './training/callbacks/earlyStopping.js';
export { modelCheckpoint } from './training/callbacks/modelCheckpoint.js';
export { reduceLROnPlateau } from './training/callbacks/reduceLROnPlateau.js';
export { tensorBoard } from './training/callbacks/tensorBoard.js';
export { terminateOnNaN } from './training/callbacks/terminateOnNaN.js';

// Results

export { showAttention } from './notebook/attention.js';
export { showCalibration, type TemperatureScaling } from './notebook/calibration.js';
export { showNearest } from './notebook/nearest.js';
export { scoresOf, showConfusion, showRecalls, showScores } from './notebook/results.js';
export { showTestTimeAugmentation } from './notebook/testTime.js';
export { showTopLosses } from './notebook/topLosses.js';

// Comparing

export {
  comparePolicies,
  compareScalings,
  showComparison,
  type Trial,
  type TrialGroup,
} from './notebook/comparison.js';
export { comparisonReading, controlReading } from './notebook/comparisonReading.js';
export { type Comparison, type ComparisonOptions, showComparisonTable } from './notebook/comparisonTable.js';
export { fineTuningReading, freezingReading, imbalanceReading } from './notebook/trainingReadings.js';

// Diagnosis

export type { CheckName } from './diagnose/checks.js';
export type { Finding } from './diagnose/finding.js';
export type { CheckCost, DiagnosisOptions } from './diagnose/stages/diagnosisOptions.js';
export { type Fix, fixesOf } from './diagnose/verdict/fixes.js';
export { improvementsOf } from './diagnose/verdict/improvements.js';
export type { AblationStep, Cause, Measured } from './diagnose/verdict/measureCauses.js';
export type { Baseline as BaselineAccuracy } from './diagnose/verdict/verdict.js';
export { baselinesOf } from './notebook/baselines.js';
export { checkRecipe } from './notebook/checkRecipe.js';
export { findingSummary } from './notebook/findings.js';
export { measureShortcut } from './notebook/shortcut.js';
export { measureFixes, showCauses, showLadder, showVerdict } from './notebook/verdict.js';

// Keras files

export { type Model, readModel } from './backbones/keras/readModel.js';
export { saveModel } from './backbones/keras/saveModel.js';
export { type Block, type Boundaries, blocksOf } from './backbones/network/blocks.js';
export {
  foldSummary,
  type SizedNetwork,
  type Summary,
  type SummaryRow,
  summarize,
} from './backbones/network/summary.js';
export { summaryText } from './backbones/network/summaryText.js';
export { expectationOf } from './backbones/pretrained/loadBackbone.js';
export { type BackboneWithTop, loadWithTop, type TopOptions } from './backbones/pretrained/loadWithTop.js';
export { wholeModel } from './backbones/pretrained/wholeModel.js';
export type { ModelGraphOptions } from './plots/modelGraph.js';
export { plotModel } from './plots/plotModel.js';
export { type RecipeFromModel, recipeFromModel } from './recipe/keras/recipeFromModel.js';
export { writeKerasScript } from './recipe/keras/writeKerasScript.js';
export { writeWeights } from './training/weightFile.js';

// Numbers

export { support } from './dataset/classFolders.js';
export { isCorrect } from './metrics/correctness.js';
export { formatPercent, formatPoints, formatWithInterval } from './metrics/format.js';
export { effectiveNumbers, imbalanceRatio, majorityBaseline } from './metrics/imbalance.js';
export { type McNemar, mcnemar } from './metrics/mcnemar.js';
export { excludesZero, pairedDifference } from './metrics/paired.js';
export { balancedClassWeights } from './training/classWeights.js';

// Showing

export { newPlace, type Place, showHtml, showMarkdown, showPlot, showReading, showTable } from './notebook/display.js';
