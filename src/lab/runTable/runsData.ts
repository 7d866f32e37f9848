/** The form of an output that JupyterLab shows as a table of runs. */
export const RUNS_MIME = 'application/vnd.thaw.runs+json';

/** A table of runs: what was there when the cell ran. The page asks for what comes later. */
export interface RunsData {
  /** Which table it is, for the kernel that showed it. */
  id: string;
  /** The fields of recipes in which the runs differ. */
  fields: string[];
  rows: RunRow[];
}

/** A run. Figures are undefined until it is finished. */
export interface RunRow {
  id: string;
  /** `finished`, `running`, ... */
  status: string;
  /** In ISO format. */
  date: string;
  machine: string;
  /** Number of finished epochs. */
  epochs: number;
  /** In [0, 1]. */
  accuracy?: number;
  /** 95 % interval of the accuracy. */
  interval?: readonly [number, number];
  /** In [0, 1]. */
  trainAccuracy?: number;
  seconds?: number;
  /** Of its recipe, the fields in which the runs differ, as short texts. */
  recipe: Record<string, string>;
}

/** What the page asks the kernel: the rows that changed after a version, and what two runs differ in. */
export interface RunsQuestion {
  ask: 'runs';
  id: string;
  /** Of the last answer; 0 for all rows. */
  version: number;
  compare?: readonly [string, string];
}

export interface RunsAnswer {
  /** Undefined where something went wrong. */
  version?: number;
  /** Undefined where they are as before. */
  fields?: string[];
  /** Rows that are new or changed. */
  rows?: RunRow[];
  /** All that there are, the newest first; undefined where no run is new or gone. */
  order?: string[];
  comparison?: RunsComparison;
  /** What went wrong, in words. */
  error?: string;
}

/** Two runs side by side. */
export interface RunsComparison {
  /** Fields in which their recipes differ. */
  differences: { field: string; first: string; second: string }[];
  /** Sentences: the difference in accuracy, McNemar's test. */
  reading: string[];
  /** A Vega-Lite plot of their curves; undefined where neither has an epoch. */
  curves?: Record<string, unknown>;
}
