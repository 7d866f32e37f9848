import { lineInPlace } from '../base/lineInPlace.js';

/** Where a command says things. */
export interface Console {
  /** Of a line, in characters. */
  width: number;
  /** Prints text, with a line break after it. */
  print(text: string): void;
  /** Says why it could not run, apart from what it prints. */
  fail(text: string): void;
  /** Shows how long work goes, in place; called as often as one likes. */
  progress(text: string): void;
}

/** Of lines that are no terminal's, and the widest that is read with ease. */
const WIDEST = 100;
const NARROWEST = 60;
const MILLISECONDS_BETWEEN_SIGNS = 200;

/** Prints to the one stream and shows progress on one line of the other, if that is a terminal. */
export function terminalConsole(output: NodeJS.WriteStream, errors: NodeJS.WriteStream): Console {
  const line = lineInPlace(errors);
  let last = 0;
  return {
    width: Math.max(NARROWEST, Math.min(WIDEST, output.columns ?? WIDEST)),
    print: (text) => {
      line.clear();
      output.write(`${text}\n`);
    },
    fail: (text) => {
      line.clear();
      errors.write(`${text}\n`);
    },
    progress: (text) => {
      const now = performance.now();
      if (now - last < MILLISECONDS_BETWEEN_SIGNS) return;
      last = now;
      line.show(text);
    },
  };
}
