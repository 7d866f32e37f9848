export { type Block, type Boundaries, blocksOf } from './backbones/blocks.js';
export { type Model, readModel } from './backbones/keras/readModel.js';
export { saveModel } from './backbones/keras/saveModel.js';
export { expectationOf } from './backbones/loadBackbone.js';
export { type BackboneWithTop, loadWithTop, type TopOptions } from './backbones/loadWithTop.js';
export { foldSummary, type SizedNetwork, type Summary, type SummaryRow, summarize } from './backbones/summary.js';
export { summaryText } from './backbones/summaryText.js';
export { wholeModel } from './backbones/wholeModel.js';
export { type ChooseAndTell, chooseAndTell } from './dataset/chooseAndTell.js';
export { support } from './dataset/classFolders.js';
export { frameOf } from './dataset/frame.js';
export { doublePreprocessing } from './diagnose/doublePreprocessing.js';
export { duplicateAcrossSplits } from './diagnose/duplicateAcrossSplits.js';
export { exactDuplicate } from './diagnose/exactDuplicate.js';
export { labelConflict } from './diagnose/labelConflict.js';
export { unreadableImage } from './diagnose/unreadableImage.js';
export { grid, type NamedRecipe } from './experiments/grid.js';
export { writeKerasScript } from './experiments/kerasScript/writeKerasScript.js';
export { outcomesOf } from './experiments/outcomes.js';
export { parseRecipe, REFERENCE_RECIPE, type Recipe, type RecipeChanges, withChanges } from './experiments/recipe.js';
export { type Data, type RecipeFile, readRecipe, recipeText } from './experiments/recipeFile.js';
export { type ModelHalf, recipeOfModel } from './experiments/recipeOfModel.js';
export type { Swept } from './experiments/sweep.js';
export { withBackbone } from './experiments/withBackbone.js';
export { effectiveNumbers, imbalanceRatio, majorityBaseline } from './metrics/imbalance.js';
export { type McNemar, mcnemar } from './metrics/mcnemar.js';
export { isShown, pairedGain } from './metrics/paired.js';
export { showCalibration, type TemperatureScaling } from './notebook/calibrationOf.js';
export {
  comparePolicies,
  compareScalings,
  showComparison,
  type Trial,
  type TrialGroup,
} from './notebook/comparison.js';
export { comparisonReading, controlReading } from './notebook/comparisonReading.js';
export { type Comparison, showComparisonTable } from './notebook/comparisonTable.js';
export { showHtml, showMarkdown, showPlot, showReading } from './notebook/display.js';
export { showExpectations } from './notebook/expectations.js';
export { showFindings } from './notebook/findings.js';
export { percent, points, table, withInterval } from './notebook/html.js';
export { scanSummary, showExamples, showFrame, showScan } from './notebook/images.js';
export { type Change, climb, type Step, showLadder, showVerdict } from './notebook/ladder.js';
export { showLayers, showModel } from './notebook/layers.js';
export { showLearningRates } from './notebook/learningRates.js';
export { showAttention, showNearest, showTopLosses } from './notebook/mistakes.js';
export { inputRange, showAugmentations, showPipeline } from './notebook/pipeline.js';
export { notebookSettings, openControl, openDataset } from './notebook/project.js';
export { scoresOf, showRecalls, showRecipe, showScores } from './notebook/results.js';
export { sweep } from './notebook/sweep.js';
export { showTestTimeAugmentation } from './notebook/testTime.js';
export { train } from './notebook/train.js';
export { classCounts } from './plots/classCounts.js';
export { confusionHeatmap } from './plots/confusionHeatmap.js';
export { imageSizes } from './plots/imageSizes.js';
export type { ModelGraphOptions } from './plots/modelGraph.js';
export { plotModel } from './plots/plotModel.js';
export { csvLogger } from './training/callbacks/csvLogger.js';
export { modelCheckpoint } from './training/callbacks/modelCheckpoint.js';
export { tensorBoard } from './training/callbacks/tensorBoard.js';
export { balancedClassWeights } from './training/classWeights.js';
export { writeWeights } from './training/weightFile.js';
