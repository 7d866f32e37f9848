import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import type { FeatureOptions } from '../features/featureOptions.js';
import type { Callback } from '../training/callbacks/callback.js';
import type { StateStore } from './runState.js';

/** What a run is given beside its recipe and its images. */
export interface RunOptions extends FeatureOptions {
  /** Called once training has ended, with the weights that training changed, as they were after the best epoch. */
  onCheckpoint?: (weights: ReadonlyMap<WeightName, RawWeight>) => Promise<void>;
  /** Where the run keeps its state after every epoch and resumes from. Without one it starts from the beginning. */
  state?: StateStore;
  /** Called after those that the recipe asks for: a log, TensorBoard, checkpoints in files. */
  callbacks?: readonly Callback[];
}
