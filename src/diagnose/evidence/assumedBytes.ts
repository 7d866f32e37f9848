import type { PixelStep } from '../../script/library/images/flow.js';
import { BYTES, continued, withStep } from '../../script/library/images/foldStep.js';
import type { Pipeline } from '../../script/reading/pipelines.js';
import { valueSteps, wholeScalings } from './pixelSteps.js';

/**
 * The way of images from a file of arrays that another program has made, as it is if the file holds bytes. Undefined where nothing
 * says so: a scaling that is made for bytes, such as `/ 255` or `preprocess_input`, has to be the first that changes values.
 */
export function assumedBytes({ steps, flow, ...rest }: Pipeline): Pipeline | undefined {
  const [unread, ...later] = steps;
  if (unread?.kind !== 'unknown' || flow.source.kind !== 'array file') return undefined;
  if (later.some(({ kind }) => kind === 'unknown' || kind === 'decode')) return undefined;
  const first = later.find((step) => isForBytes(step, later) || valueSteps({ steps: later }).includes(step));
  if (first === undefined || !isForBytes(first, later)) return undefined;
  const read = withStep(
    { start: {}, steps: [] },
    { kind: 'decode', by: unread.text, range: BYTES, dtype: 'float32' },
    unread.place,
  );
  const { steps: known } = continued(read, later);
  return { ...rest, flow: { ...flow, steps: known, end: known.at(-1)!.after }, steps: known };
}

function isForBytes(step: PixelStep, steps: readonly PixelStep[]): boolean {
  return step.kind === 'preprocess_input' || wholeScalings(steps).includes(step);
}
