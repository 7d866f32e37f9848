import type { SelectionOptions } from '../dataset/dataset.js';
import { type Calibration, calibration } from '../metrics/calibration.js';
import { formatPercent, formatSignedPoints } from '../metrics/format.js';
import { logLoss } from '../metrics/logLoss.js';
import { fitTemperature, withTemperature } from '../metrics/temperature.js';
import { reliabilityDiagram } from '../plots/reliabilityDiagram.js';
import type { StoredRun } from '../store/runStore.js';
import { showMarkdown, showPlot, showTable } from './display.js';
import { validationPartsOf } from './finishedRun.js';
import type { OpenDataset } from './openDataset.js';
import { sampleCaption } from './sampleCaption.js';

/** Bins of the plot. Fewer than the 15 of the calibration error (Guo et al. 2017): most of 15 bins would be empty. */
const DRAWN_BINS = 10;

/** The calibration of a run before and after temperature scaling. */
export interface TemperatureScaling {
  /** What the logits are divided by: above 1 lowers the confidence, below 1 raises it. */
  temperature: number;
  /** As trained, on the images that the temperature was not fitted on. */
  before: Calibration;
  /** With the temperature, on the same images. */
  after: Calibration;
}

/**
 * Shows how well the confidence of a run matches its accuracy, before and after temperature scaling (Guo et al. 2017,
 * arXiv:1706.04599). The temperature is fitted on one part of the validation images and all scores are measured on the
 * other, where there are enough images for two parts.
 *
 * @param options how the validation images are split in two
 * @returns the temperature, and the calibration before and after it
 *
 * @example
 * const { temperature } = await thaw.showCalibration(run, dataset);
 */
export async function showCalibration(
  run: StoredRun,
  dataset: OpenDataset,
  options: SelectionOptions = {},
): Promise<TemperatureScaling> {
  const { selection, evaluation, apart } = validationPartsOf(run, dataset, options);
  const temperature = fitTemperature(selection.labels, selection.probabilities);
  const { labels } = evaluation;
  const variants = [
    { name: 'as trained', rows: evaluation.probabilities },
    {
      name: `with temperature ${temperature.toFixed(2)}`,
      rows: withTemperature(evaluation.probabilities, temperature),
    },
  ].map(({ name, rows }) => ({
    name,
    all: calibration(labels, rows),
    drawn: calibration(labels, rows, DRAWN_BINS),
    loss: logLoss(labels, rows),
  }));
  const panels = variants.map(({ name, all, drawn }) => ({
    title: `${name}: calibration error ${formatPercent(all.ece)}`,
    bins: drawn.bins,
  }));
  const caption = sampleCaption(dataset);
  const sentence = panels.map(({ title }) => title).join('; ');
  await showPlot(reliabilityDiagram(panels), `Accuracy by confidence. ${sentence}.`, undefined, caption);
  const rows = variants.map(({ name, all, loss }) => [
    name,
    formatPercent(all.ece),
    all.brier.toFixed(3),
    loss.toFixed(3),
    `${formatSignedPoints(all.overconfidence)} points`,
  ]);
  const header = ['', 'calibration error', 'Brier score', 'log loss', 'confidence minus accuracy'];
  showTable(header, rows, undefined, caption);
  showMarkdown(
    apart
      ? `The temperature was fitted on ${selection.labels.length} validation images. All scores are measured on the other ${labels.length}. A temperature changes no prediction.`
      : `${labels.length} validation images are too few for two parts: the temperature was fitted on the same images that the scores are measured on, so it looks better than it is. A temperature changes no prediction.`,
  );
  return { temperature, before: variants[0]!.all, after: variants[1]!.all };
}
