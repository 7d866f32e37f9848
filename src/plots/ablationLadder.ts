import type { TopLevelSpec } from 'vega-lite';
import { formatSignedPoints } from '../metrics/format.js';
import { accuracyAxis, type Reference, referenceLines } from './referenceLines.js';

/** One rung: the recipe with all changes up to and including this one. Accuracies are in [0, 1]. */
export interface LadderStep {
  /** The change, as a reader would say it: `drop one of the two scalings`. */
  change: string;
  accuracy: number;
  /** 95 % interval over seeds and validation pictures. */
  interval: readonly [low: number, high: number];
  /** Whether the change was tried and is not among those that follow. Default false. */
  leftOut?: boolean;
}

const ROW_HEIGHT = 34;
/** In pixels. Without a canvas vega takes text to be wider than it is, so this is more than the longest change needs. */
const ROOM_FOR_A_LABEL = 480;

/**
 * The way from the first recipe to the mended one, a row a change: where accuracy stands after it, with its
 * interval, and how many points the change brought to those before it that stayed.
 *
 * @param rungs in the order in which the changes were made, the unchanged recipe first
 */
export function ablationLadder(rungs: readonly LadderStep[], references: readonly Reference[]): TopLevelSpec {
  const rows = rungs.map((rung, i) => {
    const before = rungs
      .slice(0, i)
      .filter(({ leftOut }) => !leftOut)
      .at(-1)?.accuracy;
    return {
      change: rung.leftOut ? `${rung.change}: left out again` : rung.change,
      accuracy: rung.accuracy,
      low: rung.interval[0],
      high: rung.interval[1],
      before: before ?? rung.accuracy,
      right: Math.max(rung.interval[1], before ?? 0),
      gain: before === undefined ? percent(rung.accuracy) : `${formatSignedPoints(rung.accuracy - before)} points`,
    };
  });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width: 460,
    height: ROW_HEIGHT * rungs.length,
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
      {
        data: { values: rows },
        mark: { type: 'text', align: 'left', dx: 8, fontWeight: 'bold' },
        encoding: { y: change, x: accuracy('right'), text: { field: 'gain' } },
      },
    ],
  };
}

const change = {
  field: 'change',
  type: 'nominal' as const,
  sort: null,
  title: null,
  axis: { labelLimit: ROOM_FOR_A_LABEL },
};
const accuracy = (field: string) => accuracyAxis(field, 'validation accuracy');
const percent = (share: number): string => `${Math.round(100 * share)} %`;
