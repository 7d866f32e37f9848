/** The form of an output that JupyterLab shows as a table of scores of images. */
export const SCORES_MIME = 'application/vnd.thaw.scores+json';

/** A row, by the fields of the columns; a field that is absent is empty. JSON has null for a loss that is NaN. */
export type ScoreRow = Readonly<Record<string, string | number | null | undefined>>;

export interface ScoreColumn {
  /** What is sorted by. */
  field: string;
  /** Field that is shown, as text. Default `field` */
  text?: string;
  title: string;
  /** Whether it holds numbers: at the right, and the largest first at first. */
  isNumber: boolean;
}

/** A table of scores: it needs no kernel. */
export interface ScoresData {
  columns: readonly ScoreColumn[];
  rows: readonly ScoreRow[];
  /** What the rows are sorted by at first. */
  sort: ScoreSort;
  /** How many images, of how many. */
  note: string;
}

export interface ScoreSort {
  field: string;
  isDown: boolean;
}

/** Rows in the order of a field; those without it are last, whichever way. */
export function sortedRows(rows: readonly ScoreRow[], { field, isDown }: ScoreSort): ScoreRow[] {
  const compare = (a: ScoreRow[string], b: ScoreRow[string]): number => {
    const [isWithoutA, isWithoutB] = [a, b].map((value) => value === undefined || value === null || value === '');
    if (isWithoutA || isWithoutB) return Number(isWithoutA) - Number(isWithoutB);
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    return isDown ? -order : order;
  };
  return [...rows].sort((a, b) => compare(a[field], b[field]));
}

/** By another column; by the same once more, the other way round. Figures begin with the largest. */
export function nextSort(sort: ScoreSort, { field, isNumber }: ScoreColumn): ScoreSort {
  return { field, isDown: sort.field === field ? !sort.isDown : isNumber };
}
