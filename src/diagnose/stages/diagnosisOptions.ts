import type { Baseline } from '../../metrics/baseline.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { RunOptions } from '../../run/runOptions.js';
import type { RunResult } from '../../run/runResult.js';

/** What a diagnosis can use in addition to recipe and images. */
export interface DiagnosisOptions
  extends Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore' | 'now'> {
  /** A finished run of the recipe. Without it, the checks of training and result do not run. */
  run?: RunResult;
  /** A second run of the same recipe and seed, by {@link trainAgain}. */
  again?: RunResult;
  /** Scaling of the validation images, where it differs from that of the training images. */
  validationScaling?: readonly ScalingStep[];
  /** The baseline of {@link measureShortcut}. */
  shortcut?: Baseline;
  /** Called with the cost of each check before any runs. */
  onCosts?: (costs: readonly CheckCost[]) => void;
}

/** What a check costs at most; features in the cache cost nothing. */
export interface CheckCost {
  check: string;
  /** Images through the whole backbone. */
  pictures: number;
  seconds: number;
}
