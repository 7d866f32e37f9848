import { lineInPlace } from '../base/lineInPlace.js';
import { escapeControls, escapeInLines } from '../base/text/escapeControls.js';
import { wrapText } from '../base/text/wrapText.js';

/** What a command prints to. */
export interface Console {
  /** Characters of a line. */
  width: number;
  /** Prints text and a line break. */
  print(text: string): void;
  /** Prints why the command could not run, as an error. */
  fail(text: string): void;
  /** Shows progress on one line that changes in place. May be called at any rate. */
  progress(text: string): void;
}

/** Characters of a line: longer ones are hard to read. Also the width if the output is no terminal. */
const MAX_WIDTH = 100;
const MIN_WIDTH = 60;
const MILLISECONDS_BETWEEN_UPDATES = 200;

/**
 * A console on two streams. Control characters, as in names of files, are escaped.
 *
 * @param errors also shows progress, if it is a terminal
 */
export function terminalConsole(output: NodeJS.WriteStream, errors: NodeJS.WriteStream): Console {
  const line = lineInPlace(errors);
  let last = 0;
  return {
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, output.columns ?? MAX_WIDTH)),
    print: (text) => {
      line.clear();
      output.write(`${escapeInLines(text)}\n`);
    },
    fail: (text) => {
      line.clear();
      errors.write(`${escapeInLines(text)}\n`);
    },
    progress: (text) => {
      const now = performance.now();
      if (now - last < MILLISECONDS_BETWEEN_UPDATES) return;
      last = now;
      line.show(escapeControls(text));
    },
  };
}

/** Prints text in lines as wide as the console. */
export function sayOn(console: Console): (text: string) => void {
  return (text) => console.print(wrapText(text, console.width));
}
