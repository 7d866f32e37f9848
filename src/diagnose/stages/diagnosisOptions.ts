import type { Baseline } from '../../metrics/baseline.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { RunOptions } from '../../run/runOptions.js';
import type { RunResult } from '../../run/runResult.js';

/** What a diagnosis can use in addition to recipe and images. */
export interface DiagnosisOptions
  extends Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore' | 'now'> {
  /** A finished run of the recipe; without one, training and result are not looked at. */
  run?: RunResult;
  /** Another run of the same recipe and seed, as the notebooks' `trainAgain` makes it. */
  again?: RunResult;
  /** Scaling of the validation pictures, where it is not that of the training pictures. */
  validationScaling?: readonly ScalingStep[];
  /** A classifier by size, format and mean colour alone, on the run's validation pictures: `shortcutBaseline`. */
  shortcut?: Baseline;
  /** Told what each check costs before any runs. */
  onCosts?: (costs: readonly CheckCost[]) => void;
}

/** What the measuring of a check costs at most; features that are in the cache cost nothing. */
export interface CheckCost {
  check: string;
  /** Pictures through the whole backbone. */
  pictures: number;
  seconds: number;
}
