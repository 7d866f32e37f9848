import { formatSignedPoints } from '../base/text/formatSignedPoints.js';
import type { SelectionOptions } from '../dataset/dataset.js';
import { type Calibration, calibration } from '../metrics/calibration.js';
import { formatPercent } from '../metrics/format.js';
import { logLoss } from '../metrics/logLoss.js';
import { fitTemperature, withTemperature } from '../metrics/temperature.js';
import { reliabilityDiagram } from '../plots/reliabilityDiagram.js';
import type { StoredRun } from '../store/runStore.js';
import { showMarkdown, showPlot, showTable } from './display.js';
import { halvesOf } from './finishedRun.js';
import type { OpenDataset } from './openDataset.js';

/** Bins of a picture, fewer than the 15 of the error, as in Guo et al. 2017: of 15 most would hold nothing to see. */
const DRAWN_BINS = 10;

/** A run's calibration, as trained and with a temperature; both on pictures that the temperature was not fitted on. */
export interface TemperatureScaling {
  temperature: number;
  before: Calibration;
  after: Calibration;
}

/**
 * Whether the network is right as often as it is certain: the temperature is fitted on one half of the validation
 * pictures, and all figures are told on the other.
 */
export async function showCalibration(
  run: StoredRun,
  dataset: OpenDataset,
  options: SelectionOptions = {},
): Promise<TemperatureScaling> {
  const { choose, tell, apart } = halvesOf(run, dataset, options);
  const temperature = fitTemperature(choose.labels, choose.probabilities);
  const { labels } = tell;
  const variants = [
    { name: 'as trained', rows: tell.probabilities },
    { name: `with temperature ${temperature.toFixed(2)}`, rows: withTemperature(tell.probabilities, temperature) },
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
  const sentence = panels.map(({ title }) => title).join('; ');
  await showPlot(reliabilityDiagram(panels), `Share that is right by confidence. ${sentence}.`);
  const rows = variants.map(({ name, all, loss }) => [
    name,
    formatPercent(all.ece),
    all.brier.toFixed(3),
    loss.toFixed(3),
    `${formatSignedPoints(all.overconfidence)} points`,
  ]);
  const header = ['', 'calibration error', 'Brier score', 'log loss', 'confidence less accuracy'];
  showTable(header, rows);
  showMarkdown(
    apart
      ? `The temperature was fitted on ${choose.labels.length} validation pictures, and all of this is told on the other ${labels.length}. It changes no answer.`
      : `${labels.length} validation pictures are too few for two halves: the temperature was fitted on those that this is told on, and looks better than it is. It changes no answer.`,
  );
  return { temperature, before: variants[0].all, after: variants[1].all };
}
