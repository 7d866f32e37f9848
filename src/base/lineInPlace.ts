/** A line of a terminal that is overwritten. Writes nothing if the stream is not a terminal. */
export interface LineInPlace {
  /** Shows a text in place of the one before, cut to the width of the terminal. */
  show(text: string): void;
  /** Clears the line. */
  clear(): void;
}

const START_OF_EMPTY_LINE = '\r\u001b[K';

export function lineInPlace(terminal: NodeJS.WriteStream): LineInPlace {
  let shown = false;
  return {
    show(text) {
      if (!terminal.isTTY) return;
      shown = true;
      terminal.write(`${START_OF_EMPTY_LINE}${text.slice(0, (terminal.columns || 80) - 1)}`);
    },
    clear() {
      if (shown) terminal.write(START_OF_EMPTY_LINE);
      shown = false;
    },
  };
}
