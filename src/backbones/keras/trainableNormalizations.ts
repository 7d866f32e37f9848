import { leavesOf } from './modelConfig.js';
import { readStored } from './storedModel.js';

/** Batch normalizations of a model by the flag `trainable` that Keras stores with each. */
export interface TrainableNormalizations {
  trainable: number;
  frozen: number;
}

/** Counts the batch normalizations of a whole model that train, and those that are frozen. A layer without a flag trains. */
export async function trainableNormalizations(file: string): Promise<TrainableNormalizations> {
  return await readStored(file, ({ config }) => {
    const leaves = config === undefined ? [] : leavesOf(config);
    const normalizations = leaves.filter(({ className }) => /^BatchNormalization/.test(className));
    const frozen = normalizations.filter((leaf) => leaf.config.trainable === false).length;
    return { trainable: normalizations.length - frozen, frozen };
  });
}
