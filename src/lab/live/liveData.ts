/** The form of an output that goes on in JupyterLab while its cell runs, whether or not a page was open meanwhile. */
export const LIVE_MIME = 'application/vnd.thaw.live+json';

/** Which output it is, for the kernel that shows it. Its other forms are what is to be seen. */
export interface LiveData {
  id: string;
  /** Raised with every change. */
  version: number;
}

/** What the page asks the kernel: what an output shows by now. */
export interface LiveQuestion extends LiveData {
  ask: 'live';
}

export interface LiveAnswer {
  /** Whether the cell of the output still runs. */
  isRunning: boolean;
  /** All forms of the output, where they are newer than the version of the question. */
  forms?: Record<string, unknown>;
}
