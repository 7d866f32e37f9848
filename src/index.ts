// biome-ignore-all assist/source/organizeImports: in the order in which a notebook uses them, which docs/api keeps.
// The public face of thaw. `npm run docs:api` writes docs/api from it: a page for each group, which begins with the
// sentence after the name of the group.

// Data: open a folder of images and find out what is in it.

export { notebookSettings } from './notebook/settings.js';
export { openDataset } from './notebook/openDataset.js';
export { drawSample } from './notebook/drawSample.js';
export { targetSize } from './notebook/notebookRecipe.js';
export { openControlBackbone } from './notebook/settings.js';
export { showImageTable, showExamples } from './notebook/images.js';
export { toDataFrame } from './dataset/toDataFrame.js';
export { showClassCounts, showClassWeights } from './notebook/classes.js';
export { showImageSizes } from './notebook/imageSizes.js';
export type { DuplicateOptions } from './notebook/duplicates.js';
export { showDuplicates } from './notebook/duplicates.js';
export type { SuspectLabelOptions } from './notebook/suspectLabels.js';
export { showSuspectLabels } from './notebook/suspectLabels.js';
export type { CleanerOptions } from './notebook/cleaner/showCleaner.js';
export { showCleaner } from './notebook/cleaner/showCleaner.js';
export type { MapOptions } from './notebook/map/showImageMap.js';
export { selectedImages, showImageMap } from './notebook/map/showImageMap.js';
export { showScan } from './notebook/images.js';
export { checkImages, showFindings } from './notebook/findings.js';
export { dataReading } from './notebook/dataReading.js';

export type { NotebookSettings, Settings } from './recipe/settings.js';
export type { OpenDataset } from './notebook/openDataset.js';
export type { OpenImages } from './dataset/openImages.js';
export type { DrawnSample, NotebookRun } from './notebook/sampleCaption.js';
export type { Dataset, Example, Labelled, SelectionOptions, ValidationPart } from './dataset/dataset.js';
export type { Split } from './dataset/listClasses.js';
export type { Scan, ScannedImage, UnreadableFile } from './dataset/scan.js';
export type { AppliedCorrections, Correction } from './dataset/corrections.js';
export type { ImageHeader } from './dataset/image.js';
export type { Size } from './dataset/resize.js';
export type { TableOptions, ExampleOptions, ScanOptions } from './notebook/images.js';

// Preprocessing: follow images from the file to the values that a network sees.

export { showExpectations } from './notebook/expectations.js';
export { showPipeline } from './notebook/pipeline.js';
export { checkPreprocessing } from './notebook/preprocessing.js';
export { showAugmentations } from './notebook/pipeline.js';
export { preprocessingReading } from './notebook/preprocessing.js';

export type { ScalingStep, ChannelStep, SamplewiseStep, ScalingMode, PerChannel } from './preprocess/scaling.js';
export type { InputRange } from './measure/model/inputRange.js';
export type { Augmentation, FactorRange, Fill, FillMode } from './preprocess/augmentation.js';

// Recipes: all settings of a training as one object, and the ways to change it.

export { notebookRecipe } from './notebook/notebookRecipe.js';
export { REFERENCE_RECIPE, withChanges } from './recipe/recipe.js';
export { withBackbone, withFrozenBackbone, withUpperBlocks } from './recipe/variants.js';
export { withFewerEpochs } from './recipe/variants.js';
export { fromScratch } from './recipe/variants.js';
export { comparedBackbones, plainBackbone } from './recipe/comparedBackbones.js';
export { grid } from './recipe/grid.js';
export { imbalanceStrategies } from './recipe/imbalanceStrategies.js';
export { fineTuningStrategies } from './recipe/fineTuningStrategies.js';
export { applyStrategies } from './recipe/strategy.js';
export { showStrategies, showRecipe } from './notebook/recipes.js';
export { type ReadingOptions, type ReadScript, readScript } from './notebook/readScript.js';
export { readRecipe, writeRecipe } from './recipe/recipeFile.js';

export type { Recipe } from './recipe/recipeType.js';
export type { RecipeChanges } from './recipe/recipe.js';
export type { NamedRecipe, Axes } from './recipe/grid.js';
export type { Strategy } from './recipe/strategy.js';
export type { RecipeFile, Data } from './recipe/recipeFile.js';
export type { BackboneName } from './backbones/architectures/registry.js';
export type { Unfrozen } from './backbones/pretrained/classifier.js';
export type { Head, HeadLayer, LastActivation, LayeredHead, PlainHead } from './backbones/pretrained/head.js';
export type { BatchNormalizationPolicy } from './backbones/network/batchNormalization.js';
export type { Interpolation } from './dataset/resize.js';
export type {
  Optimizer,
  AdamOptions,
  SGDOptions,
  RMSpropOptions,
  CommonOptions,
} from './training/optimizers/optimizer.js';
export type { Schedule } from './training/schedules/schedule.js';
export type {
  Constant,
  CosineDecay,
  ExponentialDecay,
  OneCycle,
  PiecewiseConstantDecay,
} from './training/schedules/scheduleConfig.js';
export type { Loss } from './training/losses/loss.js';
export type {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  FromLogits,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from './training/losses/lossConfig.js';
export type { ClassWeight } from './training/classWeights.js';
export type { Sampling, LastBatch } from './training/batches.js';
export type { Phase, ReduceOnPlateau, TestTimeAugmentation } from './recipe/recipeType.js';

// Training: draw the network, find a learning rate, and train one recipe or many.

export { showModel, showLayers } from './notebook/layers.js';
export { showLearningRates } from './notebook/learningRates.js';
export { train, trainAgain } from './notebook/train.js';
export { sweep } from './notebook/sweep.js';
export { type RunsOptions, showRuns } from './notebook/runTable/showRuns.js';
export { csvLogger } from './training/callbacks/csvLogger.js';
export { tensorBoard } from './training/callbacks/tensorBoard.js';
export { modelCheckpoint } from './training/callbacks/modelCheckpoint.js';
export { earlyStopping } from './training/callbacks/earlyStopping.js';
export { reduceLROnPlateau } from './training/callbacks/reduceLROnPlateau.js';
export { terminateOnNaN } from './training/callbacks/terminateOnNaN.js';

export type { StoredRun } from './store/runStore.js';
export type { RunResult } from './run/runResult.js';
export type { EpochRecord } from './training/history.js';
export type { Environment } from './engine/environment.js';
export { bfloat16Support, type Bfloat16Support, type Precision } from './engine/precision.js';
export { fasterInBfloat16 } from './recipe/fasterInBfloat16.js';
export type { Swept } from './store/sweep.js';
export type { SweepSettings } from './notebook/sweep.js';
export type { RateSearch } from './run/findLearningRate.js';
export type { LearningRateRange, LearningRateRangeOptions } from './training/learningRateRange.js';
export type { SuggestedRates, SuggestedRate } from './training/suggestedRates.js';
export type { Callback, CallbackState, Training, BatchEnd, StopReason } from './training/callbacks/callback.js';
export type { Metric, Logs, Mode } from './training/callbacks/metric.js';
export type { ModelCheckpointOptions, Checkpoint } from './training/callbacks/modelCheckpoint.js';
export type { EarlyStoppingOptions } from './training/callbacks/earlyStopping.js';
export type { ReduceLROnPlateauOptions } from './training/callbacks/reduceLROnPlateau.js';

// Results: the scores of a run, and the images behind them.

export { scoresOf, showScores, showRecalls, showConfusion } from './notebook/results.js';
export { showMistakes, showTopLosses } from './notebook/topLosses.js';
export { findSlices, showSlices } from './notebook/slices.js';
export { scoreImages, showImageScores } from './notebook/imageScores.js';
export { showAttention } from './notebook/attention.js';
export { showNearest } from './notebook/nearest.js';
export { showCalibration } from './notebook/calibration.js';
export { showTestTimeAugmentation } from './notebook/testTime.js';

export type { Scores } from './metrics/scores.js';
export type { ConfusionMatrix } from './metrics/confusionMatrix.js';
export type { Interval } from './metrics/intervals.js';
export type { ScoreOptions, ScoreTableOptions, SortedScore } from './notebook/imageScores.js';
export type { ImageScore } from './diagnose/stages/imageScores.js';
export type { ShownSliceOptions, SliceOptions } from './notebook/slices.js';
export type { MeasuredSlice, Slice, SliceSearch } from './metrics/slice.js';
export type { AttentionOptions } from './notebook/attention.js';
export type { NearestOptions } from './notebook/nearest.js';
export type { TemperatureScaling } from './notebook/calibration.js';
export type { Calibration, CalibrationBin } from './metrics/calibration.js';
export type { Views } from './recipe/views.js';

// Comparing: find out which of several recipes is better, and whether the difference is more than noise.

export { showComparisonTable, showComparedAccuracies } from './notebook/comparisonTable.js';
export {
  comparePolicies,
  compareScalings,
  policyVariants,
  scalingVariants,
  showComparison,
} from './notebook/comparison.js';
export { comparisonReading, controlReading } from './notebook/comparisonReading.js';
export { imbalanceReading, freezingReading, fineTuningReading } from './notebook/trainingReadings.js';

export type { Comparison, ComparedRecipe, ComparisonOptions, RunsToCompare } from './notebook/comparisonTable.js';
export type { Compared, Figure } from './metrics/comparison.js';
export type { Trial } from './diagnose/verdict/measureCauses.js';
export type { NamedTrial, TrialGroup } from './notebook/comparison.js';
export type { FreezingRuns } from './notebook/trainingReadings.js';

// Diagnosis: find the faults of a recipe, and measure what each of them costs.

export { measureShortcut } from './notebook/shortcut.js';
export { checkRecipe } from './notebook/checkRecipe.js';
export { findingSummary } from './notebook/findings.js';
export { findCauses } from './notebook/findCauses.js';
export { improve } from './notebook/improve.js';
export { showLadder, showCauses, showVerdict } from './notebook/verdict.js';

export type { Finding, Evidence, FindingFix, RecipePatch } from './diagnose/finding.js';
export type { CheckName } from './diagnose/checks.js';
export type { DiagnosisOptions, CheckCost } from './diagnose/stages/diagnosisOptions.js';
export type { Baseline } from './metrics/baseline.js';
export type { FoundCauses } from './diagnose/verdict/findCauses.js';
export type { Improvement } from './improve/improve.js';
export type { Outcome, Evaluated } from './improve/confirm.js';
export type { Candidate } from './improve/journal.js';
export type { Importance } from './improve/importance.js';
export type { Edge } from './improve/edges.js';
export type { Space, Dimension, Point, Value, Range } from './improve/space.js';
export type { Fix } from './diagnose/verdict/fixes.js';
export type { Measured, AblationStep, Cause } from './diagnose/verdict/measureCauses.js';
export type { BaselineAccuracy, Verdict } from './diagnose/verdict/verdict.js';

// Keras files: read and write models of Keras and TensorFlow.js, and see what is in them.

export { readModel } from './backbones/keras/readModel.js';
export { modelOfRun } from './notebook/finishedRun.js';
export { saveModel } from './backbones/keras/saveModel.js';
export { writeKerasScript } from './recipe/keras/writeKerasScript.js';
export { recipeFromModel } from './recipe/keras/recipeFromModel.js';
export { loadWithTop } from './backbones/pretrained/loadWithTop.js';
export { summarize } from './backbones/network/summary.js';
export { summaryText } from './backbones/network/summaryText.js';
export { plotModel } from './plots/plotModel.js';
export { writeWeights } from './training/weightFile.js';

export type { Model } from './backbones/keras/readModel.js';
export type { Network, Layer } from './backbones/network/layer.js';
export type { RawWeight, WeightName } from './backbones/network/weights.js';
export type { InputShape, OutputShape } from './backbones/network/outputShapes.js';
export type { ScriptData } from './recipe/keras/writeKerasScript.js';
export type { RecipeFromModel } from './recipe/keras/recipeFromModel.js';
export type { BackboneWithTop, TopOptions } from './backbones/pretrained/loadWithTop.js';
export type { WeightStore } from './backbones/pretrained/imagenetWeights.js';
export type { Expectation } from './backbones/architectures/entry.js';
export type { SizedNetwork, Summary, SummaryRow, TrainingState } from './backbones/network/summary.js';
export type { Block, Boundaries } from './backbones/network/blocks.js';
export type { ModelGraphOptions } from './plots/modelGraph.js';

// Numbers: the statistics behind the tables, for values of your own.

export { support } from './dataset/classFolders.js';
export { imbalanceRatio, majorityBaseline, effectiveNumbers } from './metrics/imbalance.js';
export { balancedClassWeights } from './training/classWeights.js';
export { isCorrect } from './metrics/correctness.js';
export { pairedDifference, excludesZero } from './metrics/paired.js';
export { mcnemar } from './metrics/mcnemar.js';
export { formatPercent, formatPoints, formatWithInterval } from './metrics/format.js';

export type { Predictions } from './metrics/correctness.js';
export type { CorrectBySeed, Estimate } from './metrics/paired.js';
export type { McNemar } from './metrics/mcnemar.js';

// Showing: text, tables and plots of your own in the output of a cell.

export { showReading, showMarkdown, showTable, showHtml, showPlot, newPlace } from './notebook/display.js';

export type { TableCell } from './notebook/html.js';
export type { Place } from './notebook/display.js';
