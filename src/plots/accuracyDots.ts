import type { TopLevelSpec } from 'vega-lite';
import { formatPercent } from '../metrics/format.js';
import { percentAxis, ROW_LABEL_WIDTH } from './axes.js';
import { type ReferenceLine, referenceLines } from './referenceLines.js';
import { SPLIT_COLORS, spec } from './theme.js';

/** Accuracies of one variant, in [0, 1]. */
export interface AccuracyDot {
  /** Name of the variant: `batch`. */
  name: string;
  training: number;
  validation: number;
  /** 95 % interval of the validation accuracy. */
  interval: readonly [low: number, high: number];
}

/** Variants of one thing, such as a backbone under each policy. */
export interface DotGroup {
  name: string;
  dots: readonly AccuracyDot[];
}

const ROW_HEIGHT = 22;
const WIDTH = 420;
/** Right edges of the two columns of numbers, in pixels. */
const COLUMNS = { training: WIDTH + 62, validation: WIDTH + 132 };
const [TRAINING, VALIDATION] = SPLIT_COLORS.range as [string, string];

/**
 * Training and validation accuracy, a row for each variant, under the name of its group. The bar between the two dots is
 * the gap from training to validation. A long bar with the validation dot at the baseline is a network that learned
 * nothing that holds for new images.
 *
 * @param references accuracies to compare with, such as the majority baseline
 */
export function accuracyDots(groups: readonly DotGroup[], references: readonly ReferenceLine[]): TopLevelSpec {
  const values = groups.flatMap(({ dots }, g) =>
    dots.map(({ name, training, validation, interval: [low, high] }) => ({
      row: `${g}|${name}`,
      training,
      validation,
      low,
      high,
      trainingText: formatPercent(training),
      validationText: formatPercent(validation),
    })),
  );
  // Rows start with the number of their group, which is not shown: variants of two groups may have the same name. The first
  // row of a group is for its name.
  const rows = groups.flatMap(({ dots }, g) => [`${g}|`, ...dots.map((dot) => `${g}|${dot.name}`)]);
  const headings = groups.map(({ name }, g) => ({ row: `${g}|`, name }));
  const y = {
    field: 'row',
    type: 'nominal' as const,
    scale: { domain: rows },
    title: null,
    axis: {
      labelExpr: "substring(datum.label, indexof(datum.label, '|') + 1)",
      labelLimit: ROW_LABEL_WIDTH,
      ticks: false,
      domain: false,
      labelPadding: 8,
    },
  };
  const column = (split: 'training' | 'validation', color: string) => [
    {
      data: { values: [{ title: split }] },
      mark: { type: 'text' as const, align: 'right' as const, baseline: 'bottom' as const, dy: -2, color },
      encoding: { x: { value: COLUMNS[split] }, y: { value: 0 }, text: { field: 'title' } },
    },
    {
      data: { values },
      mark: { type: 'text' as const, align: 'right' as const, fontWeight: 'bold' as const, color },
      encoding: { x: { value: COLUMNS[split] }, y, text: { field: `${split}Text` } },
    },
  ];
  return spec({
    width: WIDTH,
    height: ROW_HEIGHT * rows.length,
    layer: [
      ...referenceLines(references, 'accuracy'),
      {
        data: { values: headings },
        mark: { type: 'text', align: 'left', fontWeight: 'bold', dx: 4 },
        encoding: { y, x: { value: 0 }, text: { field: 'name' } },
      },
      {
        data: { values },
        mark: { type: 'bar', height: 6, color: '#d3d9de' },
        encoding: { y, x: accuracy('validation'), x2: { field: 'training' } },
      },
      {
        data: { values },
        mark: { type: 'rule', color: VALIDATION, strokeWidth: 1.5 },
        encoding: { y, x: accuracy('low'), x2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'point', filled: false, fill: 'white', size: 110, stroke: TRAINING, opacity: 1, tooltip: true },
        encoding: { y, x: accuracy('training') },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 70, color: VALIDATION, opacity: 1, tooltip: true },
        encoding: { y, x: accuracy('validation') },
      },
      ...column('training', TRAINING),
      ...column('validation', VALIDATION),
    ],
  });
}

const accuracy = (field: string) => percentAxis(field, 'accuracy');
