/** Shows values that change often. */
export interface ShowLatest<T> {
  /** Shows a value, now or when the interval is over, unless another one has come by then. */
  show(value: T): void;
  /** Shows what is still to be shown, and nothing later. */
  end(): void;
}

/**
 * Shows the latest of values that change often, at most once in an interval. The last one is always shown, even where nothing
 * changes after it: a line that says what was so a moment ago would stand there for as long as nothing happens.
 *
 * @param milliseconds of the interval
 */
export function showLatest<T>(milliseconds: number, show: (value: T) => void): ShowLatest<T> {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: { value: T; timer: NodeJS.Timeout } | undefined;
  const showNow = (value: T): void => {
    clearTimeout(waiting?.timer);
    waiting = undefined;
    last = performance.now();
    show(value);
  };
  return {
    show: (value) => {
      const left = last + milliseconds - performance.now();
      if (left <= 0) showNow(value);
      else if (waiting !== undefined) waiting.value = value;
      else waiting = { value, timer: setTimeout(() => showNow(waiting!.value), left) };
    },
    end: () => {
      if (waiting !== undefined) showNow(waiting.value);
    },
  };
}
