import type { TopLevelSpec } from 'vega-lite';

/** An accuracy in [0, 1] to compare with, e.g. the majority baseline or training from scratch. */
export interface Reference {
  name: string;
  accuracy: number;
}

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

const LINE_HEIGHT = 13;

/** A field on the horizontal axis. */
interface AccuracyAxis {
  field: string;
  type: 'quantitative';
  scale: { domain: number[] };
  axis: { format: string; title: string };
}

/** The horizontal axis of accuracies, for a field of the data. */
export function accuracyAxis(field: string, title: string): AccuracyAxis {
  return { field, type: 'quantitative', scale: { domain: [0, 1] }, axis: { format: '.0%', title } };
}

/** Layers with a dashed line for each reference, and its name above the plot. */
export function referenceLines(references: readonly Reference[], title: string): Layer[] {
  // One a line, so that the names of two close references do not overlap.
  const values = references.map((reference, i) => ({ ...reference, line: -LINE_HEIGHT * i }));
  const x = accuracyAxis('accuracy', title);
  return [
    { data: { values }, mark: { type: 'rule', strokeDash: [4, 4], color: '#8a8a8a' }, encoding: { x } },
    {
      data: { values },
      mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 3, dy: -2, color: '#6a6a6a', fontStyle: 'italic' },
      encoding: {
        x,
        y: { field: 'line', type: 'quantitative', scale: null, axis: null },
        text: { field: 'name' },
      },
    },
  ];
}
