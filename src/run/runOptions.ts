import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import type { FeatureOptions } from '../features/featureOptions.js';
import type { Callback } from '../training/callbacks/callback.js';
import type { StateStore } from './runState.js';

/** Options of a run. They do not change its result. */
export interface RunOptions extends FeatureOptions {
  /** Called after training with the weights that it changed, from the best epoch. */
  onCheckpoint?: (weights: ReadonlyMap<WeightName, RawWeight>) => Promise<void>;
  /** Stores the state after every epoch, for a run to resume from. Default: the run starts from the beginning */
  state?: StateStore;
  /** Callbacks in addition to those of the recipe, such as TensorBoard. Default: none */
  callbacks?: readonly Callback[];
}
