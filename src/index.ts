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
export { support } from './dataset/classFolders.js';
export { type SelectionAndEvaluation, selectionAndEvaluation } from './dataset/selectionAndEvaluation.js';
export { toDataFrame } from './dataset/toDataFrame.js';
export { classImbalance } from './diagnose/checks/data/classImbalance.js';
export { classMissing } from './diagnose/checks/data/classMissing.js';
export { classOrderMismatch } from './diagnose/checks/data/classOrderMismatch.js';
export { duplicateAcrossSplits } from './diagnose/checks/data/duplicateAcrossSplits.js';
export { exactDuplicate } from './diagnose/checks/data/exactDuplicate.js';
export { groupLeak } from './diagnose/checks/data/groupLeak.js';
export { imageQuality } from './diagnose/checks/data/imageQuality.js';
export { labelConflict } from './diagnose/checks/data/labelConflict.js';
export { nearDuplicate } from './diagnose/checks/data/nearDuplicate.js';
export { shortcut } from './diagnose/checks/data/shortcut.js';
export { splitShift } from './diagnose/checks/data/splitShift.js';
export { suspectLabel } from './diagnose/checks/data/suspectLabel.js';
export { tinyClass } from './diagnose/checks/data/tinyClass.js';
export { unreadableImage } from './diagnose/checks/data/unreadableImage.js';
export { unusualEncoding } from './diagnose/checks/data/unusualEncoding.js';
export { upscaledInput } from './diagnose/checks/data/upscaledInput.js';
export { doublePreprocessing } from './diagnose/checks/pipeline/doublePreprocessing.js';
export { differenceIsNoise } from './diagnose/checks/result/differenceIsNoise.js';
export type { Finding } from './diagnose/finding.js';
export { dataFindings } from './diagnose/stages/dataFindings.js';
export { diagnoseRecipe } from './diagnose/stages/diagnoseRecipe.js';
export type { CheckCost, DiagnosisOptions } from './diagnose/stages/diagnosisOptions.js';
export { type Fix, fixesOf } from './diagnose/verdict/fixes.js';
export { improvementsOf } from './diagnose/verdict/improvements.js';
export type { AblationStep, Cause, Measured } from './diagnose/verdict/measureCauses.js';
export { shortcutBaseline } from './measure/data/shortcutBaseline.js';
export { isCorrect } from './metrics/correctness.js';
export { effectiveNumbers, imbalanceRatio, majorityBaseline } from './metrics/imbalance.js';
export { type McNemar, mcnemar } from './metrics/mcnemar.js';
export { excludesZero, pairedDifference } from './metrics/paired.js';
export { showCalibration, type TemperatureScaling } from './notebook/calibration.js';
export { checkRecipe } from './notebook/checkRecipe.js';
export {
  comparePolicies,
  compareScalings,
  showComparison,
  type Trial,
  type TrialGroup,
} from './notebook/comparison.js';
export { comparisonReading, controlReading } from './notebook/comparisonReading.js';
export { type Comparison, type ComparisonOptions, showComparisonTable } from './notebook/comparisonTable.js';
export { showHtml, showMarkdown, showPlot, showReading } from './notebook/display.js';
export { showExpectations } from './notebook/expectations.js';
export { checkImages, findingSummary, showFindings } from './notebook/findings.js';
export { formatPercent, formatPoints, formatWithInterval, table } from './notebook/html.js';
export { scanSummary, showExamples, showFrame, showScan } from './notebook/images.js';
export { showLayers, showModel } from './notebook/layers.js';
export { showLearningRates } from './notebook/learningRates.js';
export { notebookSettings, openControlBackbone, openDataset } from './notebook/openDataset.js';
export { inputRange, showAugmentations, showPipeline } from './notebook/pipeline.js';
export { scoresOf, showRecalls, showRecipe, showScores } from './notebook/results.js';
export { measureShortcut } from './notebook/shortcut.js';
export { sweep } from './notebook/sweep.js';
export { showTestTimeAugmentation } from './notebook/testTime.js';
export { showAttention, showNearest, showTopLosses } from './notebook/topLosses.js';
export { train, trainAgain } from './notebook/train.js';
export { measureFixes, showCauses, showLadder, showVerdict } from './notebook/verdict.js';
export { classCounts } from './plots/classCounts.js';
export { confusionHeatmap } from './plots/confusionHeatmap.js';
export { imageSizes } from './plots/imageSizes.js';
export type { ModelGraphOptions } from './plots/modelGraph.js';
export { plotModel } from './plots/plotModel.js';
export { applyStrategies, fineTuningStrategies, formatChanges } from './recipe/fineTuningStrategies.js';
export { grid, type NamedRecipe } from './recipe/grid.js';
export { type RecipeFromModel, recipeFromModel } from './recipe/keras/recipeFromModel.js';
export { writeKerasScript } from './recipe/keras/writeKerasScript.js';
export { parseRecipe, REFERENCE_RECIPE, type RecipeChanges, withChanges } from './recipe/recipe.js';
export { type Data, type RecipeFile, readRecipe, recipeText } from './recipe/recipeFile.js';
export type { Recipe } from './recipe/recipeType.js';
export { fromScratch, withBackbone } from './recipe/variants.js';
export type { Swept } from './store/sweep.js';
export { csvLogger } from './training/callbacks/csvLogger.js';
export { modelCheckpoint } from './training/callbacks/modelCheckpoint.js';
export { tensorBoard } from './training/callbacks/tensorBoard.js';
export { balancedClassWeights } from './training/classWeights.js';
export { writeWeights } from './training/weightFile.js';
