import { lineInPlace } from '../base/lineInPlace.js';
import { formatDuration } from '../base/text/formatDuration.js';

/** Shows the progress of notebooks in the terminal. */
export interface NotebookProgress {
  /** Says which notebook runs, before its kernel starts. */
  onStart(notebook: string, expected: string): void;
  onCell(notebook: string, cell: number, numCells: number): void;
  onEnd(notebook: string, outcome: string): void;
}

/**
 * Shows one line when a notebook starts and one when it ends, also in a log. On a terminal, a line between them changes in
 * place while it runs.
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
    onStart(notebook, expected) {
      terminal.write(`${notebook}: running${expected === '' ? '' : `, ${expected}`}\n`);
    },
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
