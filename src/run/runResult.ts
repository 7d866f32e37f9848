import type { Recipe } from '../recipe/recipeType.js';
import type { EpochRecord } from '../training/history.js';

/** Result of a run. Accuracies are in [0, 1]. */
export interface RunResult {
  recipe: Recipe;
  /** Metrics of every epoch; those of validation are on the selection part, if there are parts. */
  history: EpochRecord[];
  /** 1-based: the best epoch of the last phase by the recipe's monitor, whose predictions these are. */
  bestEpoch: number;
  classNames: string[];
  /** True classes of the validation images that the run is evaluated on, `[numExamples]`. */
  labels: number[];
  /** Predicted probabilities for these images, `[numExamples][numClasses]`; rows sum to 1. */
  probabilities: number[][];
  /** Digest of the images that the run is evaluated on; undefined in older runs. */
  evaluatedOn?: string;
  /** The same for the validation images that selected the epoch; undefined where they are the same images. */
  selection?: Pick<RunResult, 'labels' | 'probabilities'>;
  /** The logits were divided by it; undefined without temperature scaling. */
  temperature?: number;
  /** SHA-256 of the frozen weights before and after training. They are equal, or the run fails. */
  frozenDigest: { before: string; after: string; parameters: number };
  trainableParameters: number;
  seconds: number;
  stopped: 'finished' | 'early' | 'interrupted' | 'diverged';
}
