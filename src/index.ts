export { examplesOf, support } from './dataset/classFolders.js';
export { frameOf } from './dataset/frame.js';
export { doublePreprocessing } from './diagnose/doublePreprocessing.js';
export { duplicateAcrossSplits } from './diagnose/duplicateAcrossSplits.js';
export { exactDuplicate } from './diagnose/exactDuplicate.js';
export { labelConflict } from './diagnose/labelConflict.js';
export { unreadableImage } from './diagnose/unreadableImage.js';
export { REFERENCE_RECIPE, type Recipe, withChanges } from './experiments/recipe.js';
export { effectiveNumbers, imbalanceRatio, majorityBaseline } from './metrics/imbalance.js';
export { showHtml, showMarkdown, showPlot } from './notebook/display.js';
export { showFindings } from './notebook/findings.js';
export { percent, table, withInterval } from './notebook/html.js';
export { type Change, climb, type Step, showLadder, showVerdict } from './notebook/ladder.js';
export { notebookSettings, openDataset } from './notebook/project.js';
export { train } from './notebook/train.js';
export {
  inputRange,
  scanSummary,
  scoresOf,
  showAugmentations,
  showExamples,
  showFrame,
  showPipeline,
  showRecalls,
  showRecipe,
  showScan,
  showScores,
} from './notebook/views.js';
export { classCounts } from './plots/classCounts.js';
export { confusionHeatmap } from './plots/confusionHeatmap.js';
export { imageSizes } from './plots/imageSizes.js';
export { balancedClassWeights } from './training/classWeights.js';
