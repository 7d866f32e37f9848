import type { TopLevelSpec } from 'vega-lite';
import { formatPercent, formatSignedPoints } from '../metrics/format.js';
import { percentAxis, rowAxis } from './axes.js';
import { type ReferenceLine, referenceLines } from './referenceLines.js';
import { spec } from './theme.js';

/** A row of the ladder: the recipe with all changes up to and including this one. Accuracies are in [0, 1]. */
export interface LadderStep {
  /** The change in words: `drop one of the two scalings`. */
  change: string;
  accuracy: number;
  /** 95 % interval over seeds and validation images. */
  interval: readonly [low: number, high: number];
  /** Whether the change was tried and not kept, so that later steps are without it. Default: false */
  leftOut?: boolean;
}

const ROW_HEIGHT = 34;
const WIDTH = 460;

/**
 * The way from the first recipe to the fixed one, a row for each change: the accuracy after it, with its interval, and the
 * points that the change adds to the changes kept before it. Both stand as numbers on the right, where no line crosses them.
 *
 * @param steps in the order of the changes, the unchanged recipe first
 */
export function ablationLadder(steps: readonly LadderStep[], references: readonly ReferenceLine[]): TopLevelSpec {
  const rows = steps.map((step, i) => {
    const before = steps
      .slice(0, i)
      .filter(({ leftOut }) => !leftOut)
      .at(-1)?.accuracy;
    return {
      change: step.leftOut ? `${step.change}: not kept` : step.change,
      accuracy: step.accuracy,
      low: step.interval[0],
      high: step.interval[1],
      before: before ?? step.accuracy,
      label: formatPercent(step.accuracy),
      gain: before === undefined ? '' : `${formatSignedPoints(step.accuracy - before)} points`,
    };
  });
  return spec({
    width: WIDTH,
    height: ROW_HEIGHT * steps.length,
    layer: [
      ...referenceLines(references, 'validation accuracy'),
      {
        data: { values: rows },
        mark: { type: 'bar', height: 7, color: '#a9c9e8' },
        encoding: { y: change, x: accuracy('before'), x2: { field: 'accuracy' } },
      },
      {
        data: { values: rows },
        mark: { type: 'rule', color: '#1f5a92', strokeWidth: 1.5 },
        encoding: { y: change, x: accuracy('low'), x2: { field: 'high' } },
      },
      {
        data: { values: rows },
        mark: { type: 'point', filled: true, size: 70, color: '#1f5a92', opacity: 1, tooltip: true },
        encoding: { y: change, x: accuracy('accuracy') },
      },
      numbers(rows, 'label', WIDTH + 48),
      numbers(rows, 'gain', WIDTH + 128),
    ],
  });
}

/** A column of numbers, aligned to the right. */
function numbers(rows: object[], field: string, x: number): ReturnType<typeof referenceLines>[number] {
  return {
    data: { values: rows },
    mark: { type: 'text', align: 'right', fontWeight: 'bold' },
    encoding: { y: change, x: { value: x }, text: { field } },
  };
}

const change = rowAxis('change');
const accuracy = (field: string) => percentAxis(field, 'validation accuracy');
