import type { TopLevelSpec } from 'vega-lite';
import { sum } from '../base/sum.js';

/** Predictions of like confidence; shares in [0, 1]. A bin without predictions is not drawn. */
export interface ReliabilityBin {
  low: number;
  high: number;
  count: number;
  confidence: number;
  accuracy: number;
}

/** One model's bins under its name. */
export interface ReliabilityPanel {
  /** E.g. the model's name and its calibration error. */
  title: string;
  bins: readonly ReliabilityBin[];
}

const [UNDER, OVER] = ['#0072b2', '#d55e00'];
const WIDTH = 240;

/**
 * How often predictions of a confidence are right, a panel a model: the bars reach the diagonal where it is calibrated, the
 * coloured gap is what they lack or have above it, and the small bars below say how many predictions that is.
 *
 * Source: DeGroot and Fienberg 1983; as in Guo et al. 2017, arXiv:1706.04599, figures 1 and 4.
 */
export function reliabilityDiagram(panels: readonly ReliabilityPanel[]): TopLevelSpec {
  const largestShare = Math.max(...panels.flatMap(({ bins }) => sharesOf(bins)));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    hconcat: panels.map(({ title, bins }) => panelOf(title, bins, largestShare)),
  };
}

/** Of all predictions that are in one bin. */
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
  const y = shareAxis('accuracy', 'share that is right');
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
            axis: { format: '.0%', title: 'pictures', values: [0, largestShare], grid: false },
          },
          y2: { datum: 0 },
        },
      },
    ],
  };
}

/** @param title null leaves out the labels as well */
function shareAxis(field: string, title: string | null) {
  return {
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, 1] },
    axis: { format: '.0%', title, labels: title !== null, tickCount: 6, grid: false },
  };
}
