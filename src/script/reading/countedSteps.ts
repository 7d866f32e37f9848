import { textOf, type Value } from '../evaluate/values.js';
import type { DataRows } from '../library/images/data.js';
import type { ImageFlow, ImageSource } from '../library/images/flow.js';
import { flowHostIn } from '../library/images/flowHost.js';
import { cutsText } from '../library/images/rowCuts.js';
import { keyOf } from '../syntax/keyOf.js';
import type { StageReading } from './stageReading.js';

/** What an epoch has of the images: all of them, or all but those that are no whole batch. */
export type CountedSteps = 'all' | 'whole batches';

/**
 * What an epoch has of the images where its steps are counted from them, as in `math.ceil(train.samples / 32)`; undefined where
 * the text does not say that it is all.
 */
export function countedSteps({ call, batchSize }: Pick<StageReading, 'call' | 'batchSize'>): CountedSteps | undefined {
  const steps = call.args.get('steps_per_epoch');
  const count = steps?.kind === 'unknown' ? steps.count : undefined;
  if (count?.in === undefined || call.flow === undefined || !isOfFlow(count.in, call.flow)) return undefined;
  const { of, dividedBy, rounded, plus } = count;
  if (of === 'batches') return plus === 0 && dividedBy === undefined ? 'all' : undefined;
  if (of === 'classes' || dividedBy === undefined || dividedBy !== batchSize.value) return undefined;
  if (plus === 0) return rounded === 'down' ? 'whole batches' : 'all';
  // One batch more than the whole ones begins anew where there is no rest.
  return plus === 1 && rounded === 'down' ? 'all' : undefined;
}

/** Whether what is counted are the images that a flow gives. */
export function isOfFlow(counted: Value, { source, rows }: ImageFlow): boolean {
  const data = dataOf(counted);
  if (data === undefined || source.kind === 'dataframe') {
    const own = data === undefined ? [] : data.rows;
    if (data !== undefined && data.source === source) return cutsText(own) === cutsText(rows);
    const text = textOf(counted);
    return text === source.text && !text.includes('…') && !isPart(source) && cutsText(own) === cutsText(rows);
  }
  const isSame = data.source === source || (isSameSource(data.source, source) && !isPart(source));
  return isSame && cutsText(data.rows) === cutsText(rows);
}

/** The rows of a generator, a dataset, an array or a list; undefined where they are not known. */
function dataOf(value: Value): DataRows | undefined {
  const flow = flowHostIn(value)?.flow();
  if (flow !== undefined) return flow;
  return value.kind === 'host' && 'data' in value.host ? (value.host.data as DataRows | undefined) : undefined;
}

function isSameSource(left: ImageSource, right: ImageSource): boolean {
  return left.kind === right.kind && left.text === right.text && keyOf(left.place) === keyOf(right.place);
}

/** Whether a generator gives a part of what it was made of. */
function isPart({ subset }: ImageSource): boolean {
  return subset !== undefined && subset.value !== null;
}
