import { firstOfEach } from '../../../base/group.js';
import { type Host, host, unknown, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { indexesIn } from '../images/axes.js';
import { type DataRows, unknownSource, withRows } from '../images/data.js';
import type { ImageFlow, RowStep } from '../images/flow.js';
import { keyOfValues } from '../images/foldStep.js';
import { rowStepsOf } from '../images/rowIndex.js';
import type { ReorderedHost } from '../images/rowsHost.js';
import type { OutputsFields } from './events.js';
import { type LayerNode, withInner } from './layerNode.js';

/** Outputs of a model, as an array: features of a backbone, or predictions. */
export interface OutputsHost extends ReorderedHost, OutputsFields {}

/** @param onCompared called where the outputs are compared with something by an operator */
export function outputsValue(
  fields: OutputsFields,
  at: Place,
  onCompared: (outputs: Value, other: Value, place: Place) => void,
  rows: readonly RowStep[] = [],
): Value {
  let added = rows;
  const same = (place: Place): Value => host(outputs, place);
  const outputs: OutputsHost = {
    what: 'outputs of a model',
    ...fields,
    get data() {
      return withRows(rowsOfFlow(fields.reaching, fields.calledAt), added);
    },
    afterRows: (steps, place) => outputsValue(fields, place, onCompared, [...added, ...steps]),
    addRows: (steps) => {
      added = [...added, ...steps];
    },
    iterate: (place) => ({ items: [same(place)], isComplete: false }),
    // `outputs > 0.5` are predictions; `outputs == labels` compares them.
    compare: (other, place) => {
      onCompared(same(place), other, place);
      return same(place);
    },
    asIndex: same,
    // Reshaping, stacking and pooling leave them what they are.
    method: (name, _args, place) => (SAME.has(name) ? same(place) : undefined),
    item: (index, place) => {
      const [onRows = index] = indexesIn(index);
      const steps = rowStepsOf(onRows, place);
      return steps === 'one' || steps.length === 0 ? same(place) : outputs.afterRows(steps, place);
    },
    setItem: () => true,
    attribute: (name, place) => {
      if (name === 'T') return same(place);
      return MEASURED.has(name) ? unknown('it is measured', 'a shape', place) : undefined;
    },
    binary: (_op, _other, _isReversed, place) => same(place),
  };
  return host(outputs, at);
}

const SAME: ReadonlySet<string> = new Set(
  'reshape flatten astype argmax squeeze numpy ravel round tolist copy mean max min sum clip transpose'.split(' '),
);
const MEASURED: ReadonlySet<string> = new Set(['shape', 'size', 'ndim', 'dtype']);

function rowsOfFlow(flow: ImageFlow | undefined, at: Place): DataRows {
  return { source: flow?.source ?? unknownSource('outputs of a model', at), rows: flow?.rows ?? [] };
}

/** Most levels of lists in lists. */
const MOST_LEVELS = 4;

/** Outputs of a model, and their rows. */
export type Outputs = OutputsFields & { readonly data: DataRows };

/**
 * Outputs of a model that a value holds: an array of them, a list or an array that a loop fills with them, or rows of
 * those. Undefined where it holds anything else.
 */
export function outputsIn(value: Value | undefined, levels: number = MOST_LEVELS): Outputs | undefined {
  if (value === undefined || levels === 0) return undefined;
  if (value.kind === 'host') {
    if ('outputsOf' in value.host) return value.host as OutputsHost;
    return 'of' in value.host ? outputsIn(value.host.of as Value | undefined, levels - 1) : undefined;
  }
  if (value.kind !== 'sequence' || value.items.length === 0) return undefined;
  const each = value.items.map((item) => outputsIn(item, levels - 1));
  return each.includes(undefined) ? undefined : joinedOutputs(each as Outputs[]);
}

/** Outputs put together. How images reached the model is kept where it is the same for all; several models are named. */
function joinedOutputs(all: readonly Outputs[]): Outputs {
  const [first] = all as [Outputs, ...Outputs[]];
  const models = firstOfEach(all, ({ outputsOf }) => outputsOf);
  if (models.length > 1) {
    const names = models.map(({ outputsOf }) => nameOf(outputsOf)).join(' and ');
    return { ...first, mixed: `outputs of ${names} are put together` };
  }
  const ways = firstOfEach(all, ({ reaching }) => `${keyOfEnd(reaching)}\n${reaching?.source.text}`);
  if (ways.length === 1) return first;
  const ends = new Set(ways.map(({ reaching }) => keyOfEnd(reaching)));
  const rows: readonly RowStep[] = [
    ...first.data.rows,
    {
      kind: 'joined',
      text: ways.map(({ reaching }) => reaching?.source.text ?? '?').join(', '),
      place: first.calledAt,
    },
  ];
  const reaching = ends.size === 1 ? first.reaching : withOtherValues(first);
  return { ...first, reaching, data: { source: first.data.source, rows } };
}

/** Images that reach a model in different ranges: the range is not known. */
function withOtherValues({ reaching, calledAt: place }: Outputs): ImageFlow | undefined {
  if (reaching === undefined) return undefined;
  const why = 'outputs for images of other values are put together';
  return {
    ...reaching,
    steps: [...reaching.steps, { kind: 'unknown', text: 'images', why, place, after: {} }],
    end: {},
  };
}

function keyOfEnd(flow: ImageFlow | undefined): string {
  return flow === undefined ? 'unknown' : keyOfValues(flow.end);
}

function nameOf(node: LayerNode): string {
  const within = withInner(node).find(({ model }) => model?.application !== undefined);
  const base = within ?? node.model?.bases[0];
  return base?.model?.application ?? node.name ?? 'another model';
}

/** All simulated objects in a value, up to some levels of lists and dicts. */
export function hostsWithin(value: Value | undefined, levels: number = MOST_LEVELS - 1): Host[] {
  if (value?.kind === 'host') {
    const { host: one } = value;
    // Rows of something, such as a list that is made an array.
    const of = 'of' in one && levels > 0 ? hostsWithin(one.of as Value | undefined, levels - 1) : [];
    return [one, ...of];
  }
  if (levels === 0) return [];
  if (value?.kind === 'sequence') return value.items.slice(0, 20).flatMap((item) => hostsWithin(item, levels - 1));
  if (value?.kind !== 'dict') return [];
  return [...value.entries.values()].slice(0, 20).flatMap((item) => hostsWithin(item, levels - 1));
}
