import type { Baseline } from '../../metrics/baseline.js';
import type { SliceSearch } from '../../metrics/slice.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { RunOptions } from '../../run/runOptions.js';
import type { RunResult } from '../../run/runResult.js';

/** What a diagnosis can use in addition to recipe and images. */
export interface DiagnosisOptions
  extends Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore' | 'now'> {
  /** A finished run of the recipe; without one, training and result are not checked. */
  run?: RunResult;
  /** Another run of the same recipe and seed, by {@link trainAgain}. */
  again?: RunResult;
  /** Scaling of the validation images; default that of the training images. */
  validationScaling?: readonly ScalingStep[];
  /** A classifier by size, format and mean color alone, on the run's validation images: `shortcutBaseline`. */
  shortcut?: Baseline;
  /** What a search for weak slices of the run gave: `searchPictureSlices`. Default: none is looked for */
  slices?: SliceSearch;
  /**
   * Seconds that the checks may take: where they would take longer, they measure fewer images, but at least 100. Default: no
   * limit.
   */
  seconds?: number;
  /** Called with the cost of each check before any runs, which waits for it. */
  onCosts?: (costs: readonly CheckCost[]) => void | Promise<void>;
}

/** What a check costs at most; features in the cache cost nothing. */
export interface CheckCost {
  check: string;
  /** Images through the whole backbone. */
  pictures: number;
  seconds: number;
}
