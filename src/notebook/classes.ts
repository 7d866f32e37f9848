import { support } from '../dataset/classFolders.js';
import { effectiveNumbers } from '../metrics/imbalance.js';
import { classCounts } from '../plots/classCounts.js';
import { balancedClassWeights } from '../training/classWeights.js';
import { showPlot, showTable } from './display.js';
import type { OpenDataset } from './openDataset.js';

/**
 * Shows a bar chart of the training and the validation images of each class.
 *
 * @example
 * await thaw.showClassCounts(dataset);
 */
export async function showClassCounts(dataset: OpenDataset): Promise<void> {
  const [training, validation] = [support(dataset, 'training'), support(dataset, 'validation')];
  const counts = dataset.classNames.map((name, i) => `${name} ${training[i]} and ${validation[i]}`);
  await showPlot(
    classCounts(dataset.classNames, training, validation),
    `Images by class, training and validation: ${counts.join(', ')}.`,
  );
}

/**
 * Shows a table of the weight that each class gets: training images, effective number of samples (beta 0.999) and
 * balanced weight. See {@link effectiveNumbers} and {@link balancedClassWeights}.
 *
 * @example
 * thaw.showClassWeights(dataset);
 */
export function showClassWeights(dataset: OpenDataset): void {
  const training = support(dataset, 'training');
  const [effective, weights] = [effectiveNumbers(training), balancedClassWeights(training)];
  const rows = dataset.classNames.map((name, i) => [
    name,
    training[i]!,
    effective[i]!.toFixed(1),
    weights[i]!.toFixed(2),
  ]);
  showTable(['class', 'training images', 'effective number', 'balanced weight'], rows);
}
