/** A field of shares in [0, 1] on an axis from 0 % to 100 %. */
export interface PercentAxis {
  field: string;
  type: 'quantitative';
  scale: { domain: number[] };
  axis: {
    format: string;
    title: string | null;
    labels?: boolean;
    tickCount?: number;
    grid?: boolean;
    labelFlush: boolean;
  };
}

/** @param options of the axis, in Vega-Lite's terms */
export function percentAxis(
  field: string,
  title: string | null,
  options: Omit<PercentAxis['axis'], 'format' | 'title' | 'labelFlush'> = {},
): PercentAxis {
  return {
    field,
    type: 'quantitative',
    scale: { domain: [0, 1] },
    axis: { format: '.0%', title, labelFlush: false, ...options },
  };
}

/** A field of differences of accuracies, in [-1, 1], on an axis in points. */
export interface PointsAxis {
  field: string;
  type: 'quantitative';
  axis: { labelExpr: string; title: string };
}

export function pointsAxis(field: string, title: string): PointsAxis {
  return { field, type: 'quantitative', axis: { labelExpr: 'round(100 * datum.value)', title } };
}

/**
 * Width for the name of a row, in pixels. Without a canvas, Vega overestimates the width of text; this is more than the
 * longest name needs, so that none is cut.
 */
export const ROW_LABEL_WIDTH = 480;

/** A field whose values are the names of rows, from top to bottom in the order of the data. */
export interface RowAxis {
  field: string;
  type: 'nominal';
  sort: null;
  title: null;
  axis: { labelLimit: number };
}

export function rowAxis(field: string): RowAxis {
  return { field, type: 'nominal', sort: null, title: null, axis: { labelLimit: ROW_LABEL_WIDTH } };
}
