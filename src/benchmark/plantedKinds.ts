import type { FaultKindName } from './faultKinds.js';

/** The kind of a planted fault, and the kinds that count as right for it with several accepted answers. */
export interface PlantedKind {
  kind: FaultKindName;
  accepted?: { kind: FaultKindName; by: string }[];
}

/**
 * Of each fault that test/plantedFaults plants, by its name: by what is done to the recipe or the images and the definitions of the
 * kinds alone. What a fault does beside, such as a class that wrong labels make smaller (`alsoTrue` there), is accepted for none.
 */
export const KIND_OF_PLANTED: Readonly<Record<string, PlantedKind>> = {
  'double scaling': { kind: 'scaled-twice' },
  'raw input': { kind: 'wrong-range' },
  'scaling of caffe': {
    kind: 'wrong-range',
    accepted: [{ kind: 'channels-swapped', by: 'this scaling also gives BGR' }],
  },
  'scaling of torch': { kind: 'wrong-range' },
  'scaling of tf': { kind: 'wrong-range' },
  'scaling to [0, 1]': { kind: 'wrong-range' },
  'height and width swapped': { kind: 'sides-exchanged' },
  'validation not scaled': { kind: 'pipelines-differ' },
  'augmentation too strong': { kind: 'too-much-regularization' },
  'frozen batch normalisation: batch': { kind: 'frozen-batch-norm' },
  'frozen batch normalisation: batch-and-update': { kind: 'frozen-batch-norm' },
  'batch normalisation trains on batches of 2': { kind: 'small-batch-norm' },
  'nothing to unfreeze above the last block': { kind: 'wrong-layers-train' },
  'head of two times 2,048 units': { kind: 'head-too-large' },
  'weights not loaded': { kind: 'weights-not-loaded' },
  'learning rate 1,000 times too high': { kind: 'learning-rate-too-high' },
  'learning rate 1,000 times too low': { kind: 'learning-rate-too-low' },
  'dropout of 0.99': { kind: 'too-much-regularization' },
  'label smoothing of 0.99': { kind: 'too-much-regularization' },
  'one epoch': { kind: 'too-few-steps' },
  "monitor 'val_acc'": { kind: 'monitor-name' },
  '2 % of the files cut off': { kind: 'unreadable-images' },
  'a hidden folder among the training classes': { kind: 'class-folders' },
  '10 % more files that are copies': { kind: 'copied-images' },
  '10 % more files that are near copies': { kind: 'copied-images' },
  'training pictures in validation': { kind: 'leaking-split' },
  'near copies of training pictures in validation': { kind: 'leaking-split' },
  '2 % of the pictures in two classes': { kind: 'wrong-labels' },
  '10 % of the labels wrong': { kind: 'wrong-labels' },
  '5 % of the pictures dark': { kind: 'unreadable-images' },
  '5 % of the pictures blurred': { kind: 'unreadable-images' },
  '5 % of the pictures blank': { kind: 'unreadable-images' },
  'a class of 12 and 5 pictures': { kind: 'imbalance' },
  'a class without validation pictures': { kind: 'class-folders' },
  'classes 50 to 1': { kind: 'imbalance' },
  'two folders of validation exchanged': {
    kind: 'wrong-labels',
    accepted: [{ kind: 'labels-in-other-order', by: 'the names of two classes are exchanged in validation' }],
  },
  'one class in grey': { kind: 'shortcut' },
  'classes.txt in another order': { kind: 'labels-in-other-order' },
  'validation in another light': { kind: 'splits-differ' },
  'photos cut into both splits': { kind: 'leaking-split' },
  'one class in another file format': { kind: 'shortcut' },
  'one class taken larger': { kind: 'shortcut' },
  'one class on a ground of its own': { kind: 'shortcut' },
  'files far smaller than the input': { kind: 'input-shape' },
  'red and blue exchanged in the files': { kind: 'channels-swapped' },
  '8 pictures a class, all layers open': {
    kind: 'imbalance',
    accepted: [{ kind: 'wrong-layers-train', by: 'every layer trains' }],
  },
};
