import { percentOf } from '../../metrics/format.js';
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
