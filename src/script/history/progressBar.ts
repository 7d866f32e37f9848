/** A line of Keras' progress, drawn once. */
export interface ProgressBar {
  count: number | undefined;
  /** Undefined if Keras does not know it, as in the first epoch over a `tf.data` set, or where it prints no bar. */
  total: number | undefined;
  /** Whether it shows an estimated time, as while an epoch runs. Keras 3 shows the estimate like the time of the end. */
  isEstimate: boolean;
  metrics: Record<string, number>;
  secondsPerStep: number | undefined;
  /** Whether the bar counts samples, by its `ms/sample`. */
  countsSamples: boolean;
}

const HEAD = /(?<!\d)(\d{1,9})\/(\d{1,9}|Unknown|None|\?)\s{0,9}(?:\[[=>.\s]*\]?|━[━╸╺─\s]*|(?=- \d+m?s))/;
/** Up to Keras 2.0.8 without the first ` - `. */
const HEAD_OF_VERBOSE_2 = /^\s*(?:-\s*\d+m?s\b|\d+s(?= - [A-Za-z_]))/;
const METRIC =
  /(?<![\w./])([A-Za-z_][\w./]{0,80}(?:-[A-Za-z_][\w.]{0,40}){0,4})\s{0,9}:\s{0,9}([-+]?(?:\d{1,40}\.?\d{0,40}(?:e[-+]?\d{1,4})?|\.\d{1,40}(?:e[-+]?\d{1,4})?|nan|inf(?:inity)?)(?![\w.:]))(%?)/gi;
const PER_STEP = /(?<![\d.])(\d{1,9}(?:\.\d{1,9})?)\s?(s|ms|us|µs)\/(step|sample)/;
const UNITS: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6 };

/** Reads what one redraw shows. Undefined if it is no progress line: of `fit` or `evaluate`, with a bar (`verbose=1`) or without (2). */
export function readBar(drawn: string): ProgressBar | undefined {
  const head = HEAD.exec(drawn) ?? HEAD_OF_VERBOSE_2.exec(drawn);
  if (head === null) return undefined;
  const rest = drawn.slice(head.index + head[0].length);
  const perStep = PER_STEP.exec(drawn);
  return {
    count: head[1] === undefined ? undefined : Number(head[1]),
    total: head[2] !== undefined && /^\d+$/.test(head[2]) ? Number(head[2]) : undefined,
    isEstimate: /ETA:/.test(rest),
    metrics: metricsOf(rest),
    secondsPerStep: perStep === null ? undefined : Number((Number(perStep[1]) * UNITS[perStep[2]!]!).toPrecision(6)),
    countsSamples: perStep?.[3] === 'sample',
  };
}

/** All `name: value` of a text. */
export function metricsOf(text: string): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [, name, value, percent] of text.matchAll(METRIC)) {
    if (name !== 'ETA') metrics[name!] = printedNumber(value!) / (percent === '%' ? 100 : 1);
  }
  return metrics;
}

function printedNumber(text: string): number {
  if (/nan/i.test(text)) return Number.NaN;
  if (/inf/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

export function hasValidation({ metrics }: ProgressBar): boolean {
  return Object.keys(metrics).some((name) => name.startsWith('val_'));
}

/** Whether nothing more of its epoch comes: validation was measured, or the last step is done and its time stands there. */
export function isFinal(bar: ProgressBar): boolean {
  if (hasValidation(bar)) return true;
  return !bar.isEstimate && (bar.total === undefined || bar.count === undefined || bar.count >= bar.total);
}

/** Whether a bar is drawn over another one: as far or further, of as many steps. */
export function isRedrawOf(bar: ProgressBar, last: ProgressBar): boolean {
  return bar.total === last.total && (bar.count ?? 0) >= (last.count ?? 0);
}

/** Largest relative difference between values of one redraw and the next at the end of an epoch. */
const SAME = 0.02;

/** Whether two bars show the same metrics, as do the last two redraws of an epoch in Keras 3. */
export function showsTheSame(a: ProgressBar, b: ProgressBar): boolean {
  const names = Object.keys(a.metrics);
  if (names.length !== Object.keys(b.metrics).length) return false;
  return names.every((name) => {
    const other = b.metrics[name];
    const value = a.metrics[name]!;
    return other !== undefined && (Object.is(value, other) || Math.abs(value - other) <= SAME * Math.abs(value));
  });
}
