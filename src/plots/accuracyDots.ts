import type { TopLevelSpec } from 'vega-lite';
import { accuracyAxis, type Reference, referenceLines } from './referenceLines.js';
import { SPLIT_COLORS } from './theme.js';

/** What one variant reached. Accuracies are in [0, 1]. */
export interface AccuracyDot {
  /** Of the variant: `batch`. */
  name: string;
  training: number;
  validation: number;
  /** 95 % interval of the validation accuracy. */
  interval: readonly [low: number, high: number];
}

/** Variants of one thing, e.g. a backbone under each policy. */
export interface DotGroup {
  name: string;
  dots: readonly AccuracyDot[];
}

const ROW_HEIGHT = 22;
const WIDTH = 420;
/** In pixels. Without a canvas vega takes text to be wider than it is, so this is more than the longest name needs. */
const ROOM_FOR_A_LABEL = 480;
/** Right ends of the two columns of figures, in pixels. */
const COLUMNS = { training: WIDTH + 62, validation: WIDTH + 132 };
const [TRAINING, VALIDATION] = SPLIT_COLORS.range;

/**
 * Training and validation accuracy, a row a variant, under the name of its group. The bar between the two dots is what
 * is lost from training to validation: a long one, with the validation dot at the baseline, is a network that has
 * learned what it cannot use.
 *
 * @param references accuracies to compare with, e.g. the majority baseline
 */
export function accuracyDots(groups: readonly DotGroup[], references: readonly Reference[]): TopLevelSpec {
  const values = groups.flatMap(({ dots }, g) =>
    dots.map(({ name, training, validation, interval: [low, high] }) => ({
      row: `${g}|${name}`,
      training,
      validation,
      low,
      high,
      trainingText: percent(training),
      validationText: percent(validation),
    })),
  );
  // Rows are numbered by group, since variants of two groups have the same names; the number is not shown. The first of a
  // group is for its name.
  const rows = groups.flatMap(({ dots }, g) => [`${g}|`, ...dots.map((dot) => `${g}|${dot.name}`)]);
  const headings = groups.map(({ name }, g) => ({ row: `${g}|`, name }));
  const y = {
    field: 'row',
    type: 'nominal' as const,
    scale: { domain: rows },
    title: null,
    axis: {
      labelExpr: "substring(datum.label, indexof(datum.label, '|') + 1)",
      labelLimit: ROOM_FOR_A_LABEL,
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
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
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
  };
}

const accuracy = (field: string) => accuracyAxis(field, 'accuracy');
const percent = (share: number): string => `${Math.round(100 * share)} %`;
