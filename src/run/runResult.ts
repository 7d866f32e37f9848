import type { Recipe } from '../recipe/recipeType.js';
import type { EpochRecord } from '../training/history.js';

/** What a run gave. Accuracies are in [0, 1]. */
export interface RunResult {
  recipe: Recipe;
  history: EpochRecord[];
  /** 1-based: the best epoch of the last phase by the recipe's monitor, whose predictions these are. */
  bestEpoch: number;
  classNames: string[];
  /** True classes of the validation images that the figures are told on, `[numExamples]`. */
  labels: number[];
  /** `[numExamples][numClasses]`, rows sum to 1. */
  probabilities: number[][];
  /** Digest of the images that the figures are told on, by `toldOn`; undefined in runs older than it. */
  evaluatedOn?: string;
  /** The same of the validation images that the epoch was chosen by, and `history` is of; undefined where they are those. */
  selection?: Pick<RunResult, 'labels' | 'probabilities'>;
  /** What the logits were divided by, where the recipe asks for it: fitted on the images that the epoch was chosen by. */
  temperature?: number;
  /** SHA-256 over the frozen weights before and after training: equal, or the run fails. */
  frozenDigest: { before: string; after: string; parameters: number };
  trainableParameters: number;
  seconds: number;
  stopped: 'finished' | 'early' | 'interrupted' | 'diverged';
}
