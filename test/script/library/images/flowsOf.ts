import path from 'node:path';
import { readEnvironment } from '../../../../src/report/jupyterServer.js';
import { interpret, type NotUnderstood } from '../../../../src/script/evaluate/interpret.js';
import { constantOfPython } from '../../../../src/script/evaluate/pythonLibrary.js';
import {
  type Arguments,
  constant,
  type Host,
  host,
  type Library,
  type Value,
} from '../../../../src/script/evaluate/values.js';
import type { ImageFlow } from '../../../../src/script/library/images/flow.js';
import { flowOf } from '../../../../src/script/library/images/flowOf.js';
import { imagesLibrary } from '../../../../src/script/library/images/imagesLibrary.js';
import { applyImageLayer } from '../../../../src/script/library/images/layers.js';
import type { Place } from '../../../../src/script/syntax/ast.js';
import { parseSource } from '../../../../src/script/syntax/parseScript.js';
import { quote } from '../../../../src/script/syntax/quote.js';

export const { python } = readEnvironment(path.join(import.meta.dirname, '../../../..'));

/** What a call of `model.fit(x, y, validation_data=...)` was given. */
export interface Fitted {
  method: string;
  training: ImageFlow | undefined;
  validation: ImageFlow | undefined;
}

/** Reads a script in which any `model` is a stub that keeps what reaches it. */
export async function flowsOf(
  text: string,
  file = 'train.py',
): Promise<{ fits: Fitted[]; notUnderstood: NotUnderstood[] }> {
  const script = await parseSource(file, text, { python: 'no such program' });
  const fits: Fitted[] = [];
  const model: Host = {
    what: 'a model',
    method: (name, args, at, run) => {
      const [x, y] = args.positional;
      const first = x ?? args.keywords.get('x');
      const given = args.keywords.get('validation_data');
      if (
        first !== undefined &&
        /^(fit|fit_generator|evaluate|evaluate_generator|predict|predict_generator)$/.test(name)
      ) {
        fits.push({
          method: name,
          training: flowOf(first, y ?? args.keywords.get('y'), { at, run }),
          validation: given === undefined ? undefined : flowOf(given, undefined, { at, run }),
        });
      }
      return constant(null, at);
    },
    attribute: () => undefined,
  };
  const library: Library = {
    constant: constantOfPython,
    has: () => false,
    call: (name, args, at, run) => {
      const canonical = name.replace(/^(tensorflow\.(python\.)?|tf_)?keras\.((_?api|src|legacy)\.)*/, 'keras.');
      return (
        imagesLibrary(canonical, args, at, run) ?? madeModel(canonical, model, at) ?? madeLayer(canonical, args, at)
      );
    },
  };
  const result = interpret(script, {
    modules: new Map(),
    library: () => library,
    quote: (place) => quote(script.source, place),
    keyOf: (place) => JSON.stringify(place),
  });
  return { fits, notUnderstood: result.notUnderstood };
}

/** Any model or backbone of Keras is the stub. */
function madeModel(name: string, model: Host, at: Place): Value | undefined {
  const isModel = /^keras\.(.*\.)?(Sequential|Model|load_model|applications\.\w+|applications\.\w+\.[A-Z]\w+)$/.test(
    name,
  );
  return isModel ? host(model, at) : undefined;
}

const IMAGE_LAYER = /\.(Rescaling|Normalization|Resizing|CenterCrop|Random\w+|Lambda)$/;

/** A preprocessing layer, called on images. */
function madeLayer(className: string, args: Arguments, at: Place): Value | undefined {
  if (!IMAGE_LAYER.test(className)) return undefined;
  let adaptedAt: Place | undefined;
  const layer: Host = {
    what: className,
    call: ({ positional: [images] }, _at, run) =>
      images === undefined
        ? undefined
        : applyImageLayer(
            { className, args, place: at, ...(adaptedAt === undefined ? {} : { adaptedAt }) },
            images,
            run,
          ),
    method: (name, _args, place) => {
      if (name === 'adapt') adaptedAt = place;
      return constant(null, place);
    },
  };
  return host(layer, at);
}

/** A flow in short lines, to compare and to print. */
export function shortly(flow: ImageFlow | undefined): string[] {
  if (flow === undefined) return ['none'];
  return [
    `${flow.kind} of ${flow.source.kind} ${flow.source.text}`,
    ...flow.rows.map((row) => `  row ${rowText(row)}`),
    ...flow.steps.map((step) => `  ${step.kind} ${detail(step)} -> ${range(step.after)}`),
    `  size ${flow.height.value ?? '?'}x${flow.width.value ?? '?'}x${flow.channels.value ?? '?'} batch ${flow.batchSize.value} shuffle ${flow.shuffle.value} labels ${flow.labels.form}${flow.labels.numClasses?.value === undefined ? '' : `/${flow.labels.numClasses.value}`}`,
  ];
}

function rowText(row: ImageFlow['rows'][number]): string {
  const { place: _, ...rest } = row;
  return Object.entries(rest)
    .map(
      ([key, value]) =>
        `${key}=${typeof value === 'object' && value !== null && 'from' in value ? value.value : value}`,
    )
    .join(' ');
}

function range({ range: ranges, dtype, order, mayExceedRange }: ImageFlow['end']): string {
  const text =
    ranges === undefined ? '?' : ranges.map(([low, high]) => `[${+low.toFixed(4)}, ${+high.toFixed(4)}]`).join(' ');
  return `${text}${mayExceedRange ? '~' : ''} ${dtype ?? '?'} ${order ?? '?'}`;
}

function detail(step: ImageFlow['steps'][number]): string {
  const { kind: _, place: __, after: ___, ...rest } = step;
  return Object.entries(rest)
    .map(([key, value]) => `${key}=${short(value)}`)
    .join(' ');
}

function short(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'value' in value && 'from' in value) return short(value.value);
  if (Array.isArray(value)) return `[${value.map(short).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}: ${short(one)}`)
      .join(', ')}}`;
  return String(value);
}
