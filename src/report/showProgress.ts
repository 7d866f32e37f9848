import { lineInPlace } from '../base/lineInPlace.js';

/** What a run of notebooks writes to the terminal. */
export interface NotebookProgress {
  onCell(notebook: string, cell: number, numCells: number): void;
  onEnd(notebook: string, outcome: string): void;
}

/**
 * One line in place while a notebook runs, on a terminal; one line a finished notebook, anywhere.
 *
 * @param now clock in ms
 */
export function showProgress(terminal: NodeJS.WriteStream, now: () => number): NotebookProgress {
  let timer: NodeJS.Timeout | undefined;
  let running = '';
  let start = 0;
  let place = '';
  const line = lineInPlace(terminal);
  const draw = (): void => line.show(`${running}: cell ${place}, ${duration((now() - start) / 1000)}`);
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

/** A time as read by people: `8.3 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
