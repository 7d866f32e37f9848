import { lineInPlace } from '../base/lineInPlace.js';
import { formatDuration } from '../base/text/formatDuration.js';

/** Shows the progress of notebooks in the terminal. */
export interface NotebookProgress {
  onCell(notebook: string, cell: number, numCells: number): void;
  onEnd(notebook: string, outcome: string): void;
}

/**
 * Shows one line that changes in place while a notebook runs, if this is a terminal, and one line for each finished
 * notebook.
 *
 * @param now current time in ms
 */
export function showProgress(terminal: NodeJS.WriteStream, now: () => number): NotebookProgress {
  let timer: NodeJS.Timeout | undefined;
  let running = '';
  let start = 0;
  let place = '';
  const line = lineInPlace(terminal);
  const draw = (): void => line.show(`${running}: cell ${place}, ${formatDuration((now() - start) / 1000)}`);
  return {
    onCell(notebook, cell, numCells) {
      if (notebook !== running) {
        running = notebook;
        start = now();
      }
      place = `${cell} of ${numCells}`;
      if (!terminal.isTTY) return;
      draw();
      timer ??= setInterval(draw, 1000);
    },
    onEnd(notebook, outcome) {
      clearInterval(timer);
      timer = undefined;
      running = '';
      line.clear();
      terminal.write(`${notebook}: ${outcome}\n`);
    },
  };
}
