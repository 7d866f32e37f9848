import type { TopLevelSpec } from 'vega-lite';
import { sum } from '../base/sum.js';
import { type PercentAxis, percentAxis } from './axes.js';
import { spec } from './theme.js';

/** Predictions of similar confidence; shares in [0, 1]. A bin without predictions is not drawn. */
export interface ReliabilityBin {
  low: number;
  high: number;
  count: number;
  confidence: number;
  accuracy: number;
}

/** One model's bins under its name. */
export interface ReliabilityPanel {
  /** Such as the model's name and its calibration error. */
  title: string;
  bins: readonly ReliabilityBin[];
}

const [UNDER, OVER] = ['#0072b2', '#d55e00'];
const WIDTH = 240;

/**
 * Accuracy by confidence, a panel for each model. The bars of a calibrated model reach the diagonal; the colored gap is what
 * is missing or too much. The small bars below are the share of the images in each bin.
 *
 * Source: DeGroot and Fienberg 1983; as in Guo et al. 2017, arXiv:1706.04599, figures 1 and 4.
 */
export function reliabilityDiagram(panels: readonly ReliabilityPanel[]): TopLevelSpec {
  const largestShare = Math.max(...panels.flatMap(({ bins }) => sharesOf(bins)));
  return spec({
    hconcat: panels.map(({ title, bins }) => panelOf(title, bins, largestShare)),
  });
}

/** Share of all predictions that falls into each bin. */
function sharesOf(bins: readonly ReliabilityBin[]): number[] {
  const total = sum(bins, ({ count }) => count);
  return bins.map(({ count }) => count / total);
}

function panelOf(title: string, bins: readonly ReliabilityBin[], largestShare: number) {
  const shares = sharesOf(bins);
  const values = bins
    .map((bin, b) => ({ ...bin, share: shares[b] }))
    .filter(({ count }) => count > 0)
    .map((bin) => ({
      ...bin,
      gap: bin.accuracy < bin.confidence ? 'too certain' : 'too uncertain',
    }));
  const diagonal = [0, 1].map((at) => ({ low: at, accuracy: at }));
  const x = shareAxis('low', null);
  const y = shareAxis('accuracy', 'accuracy');
  return {
    title: { text: title, anchor: 'start' as const, fontSize: 12 },
    spacing: 8,
    vconcat: [
      {
        width: WIDTH,
        height: WIDTH,
        layer: [
          {
            data: { values },
            mark: { type: 'bar' as const, color: '#c9d3dc', stroke: 'white', tooltip: true },
            encoding: { x, x2: { field: 'high' }, y, y2: { datum: 0 } },
          },
          {
            data: { values },
            mark: { type: 'bar' as const, opacity: 0.6, stroke: 'white' },
            encoding: {
              x,
              x2: { field: 'high' },
              y,
              y2: { field: 'confidence' },
              color: {
                field: 'gap',
                type: 'nominal' as const,
                scale: { domain: ['too certain', 'too uncertain'], range: [OVER, UNDER] },
                legend: { title: null, orient: 'top' as const },
              },
            },
          },
          {
            data: { values: diagonal },
            mark: { type: 'line' as const, strokeDash: [4, 4], color: '#555' },
            encoding: { x, y },
          },
        ],
      },
      {
        width: WIDTH,
        height: 44,
        data: { values },
        mark: { type: 'bar' as const, color: '#8a97a3', stroke: 'white', tooltip: true },
        encoding: {
          x: shareAxis('low', 'probability of the predicted class'),
          x2: { field: 'high' },
          y: {
            field: 'share',
            type: 'quantitative' as const,
            scale: { domain: [0, largestShare] },
            axis: { format: '.0%', title: 'images', values: [0, largestShare], grid: false },
          },
          y2: { datum: 0 },
        },
      },
    ],
  };
}

/** @param title null leaves out the labels as well */
function shareAxis(field: string, title: string | null): PercentAxis {
  return percentAxis(field, title, { labels: title !== null, tickCount: 6, grid: false });
}
