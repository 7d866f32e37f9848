import { percentOf } from '../../metrics/format.js';
import { LEAST_IN_SLICE, SLICE_LEVEL } from '../../metrics/slice.js';
import { MOST_CHANCE } from '../checks/result/differenceIsNoise.js';
import { HALF } from '../checks/result/worstClass.js';
import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of a result. */
export const RESULT_DOCS: Readonly<Record<CheckOf<'result'>, CheckDocs>> = {
  'baseline-not-beaten': {
    why: 'An accuracy of 80 % is worth little where always predicting one class reaches 78 %.',
    measured:
      'Accuracy and balanced accuracy, paired by image, compared with: the majority class; a classifier by size, format and mean color; the nearest class centroid on frozen features.',
    threshold:
      'A baseline is beaten where the gain has a 95 % interval above 0, in accuracy or in balanced accuracy. An unbeaten one is critical; the nearest centroid, which uses the same features, only where the network is significantly worse, otherwise info.',
    source: 'The conventional 95 % interval, by paired bootstrap.',
  },
  'worst-class': {
    why: 'The class that fails is often the one that matters.',
    measured: "Recall of each class with Wilson's 95 % interval.",
    threshold: `Info where the whole interval of the lowest recall is below the mean recall, a warning where it is below ${percentOf(HALF)} of it.`,
    source: 'A choice: such a class is recognized half as often as the others.',
  },
  'weak-slice': {
    why: 'A kind of image that a network gets wrong is where more images, an augmentation or a look at the labels pays off most, and where it fails in use if that kind becomes more frequent.',
    measured:
      'Accuracy on slices of the evaluated images, compared with others of the same classes: by size, aspect, brightness, contrast, sharpness, saturation, color, background, compression, format, orientation, folder, and groups of file names. Numbers are cut at every tenth of the images. Two properties together, such as dark and small, are a slice too; a pair is told only where it is worse than each of its properties alone. `thaw.findSlices` adds clusters of features.',
    threshold: `Info where so many errors in any of the slices have a probability of at most ${SLICE_LEVEL} by chance; a warning where the whole interval of a slice is below ${percentOf(HALF)} of the accuracy on others. Slices of fewer than ${LEAST_IN_SLICE} images are left out; so are pairs with fewer than ${LEAST_IN_SLICE} more images in either property, or with a property of more than half of the images.`,
    source:
      'Errors are permuted within each class 999 times, and the largest statistic of all slices counts: the single-step max-T procedure of Westfall and Young 1993, which allows for the number of slices and for their overlap. Pairs are counted in the same permutations, as a family of their own by min-P. The statistic is that of Mantel and Haenszel 1959 after the square root of Anscombe 1948. Intervals hold together by Bonferroni: each at 1 - 0.05 / number of slices, or with pairs, 1 - 0.025 / number of slices or of pairs.',
  },
  miscalibrated: {
    why: 'Thresholds and rejections rely on probabilities.',
    measured:
      'Expected calibration error with 15 bins (Guo et al. 2017), compared with that of a calibrated model on as many images.',
    threshold:
      'Info where the error is larger than for 97.5 % of simulated calibrated models. Accuracy is not affected.',
    source: 'Simulation with the confidences of the model.',
  },
  'difference-is-noise': {
    why: 'On a few hundred images, differences of several points are often chance.',
    measured: "Paired bootstrap over images, and McNemar's test.",
    threshold: `Info where the 95 % interval of the difference contains 0, or McNemar's p is not below ${MOST_CHANCE}.`,
    source: 'The conventional level of 5 %.',
  },
};
