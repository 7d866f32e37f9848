import type { Binding } from './binding.js';
import { addNode, attr, constant, type Graph, newGraph, operationAttr, shapeProto } from './graphDef.js';
import { APPLY_ADAM } from './kernelShapes.js';
import { NotRecordable, type Operation, type Tape } from './tape.js';

/** TF_FLOAT, as in TensorFlow `c/tf_datatype.h`. */
const FLOAT = 1;

/** Operations that give the memory of their first input, under another name or shape. */
const SHARING = new Set(['Identity', 'Reshape', 'Squeeze', 'ExpandDims', 'StopGradient', 'Snapshot']);

/**
 * A graph of what a tape holds. It is fed `in0:0`, `in1:0` and so on, and gives `out0:0`, `out1:0` and so on.
 *
 * Of a state, which are the last inputs and the last results, the session keeps the values: `out0:0` and the others give
 * the results before it and put the next state in its place. `assigned:0` takes the state from what is fed to `s0:0` and
 * so on, `r0:0` and so on read it, `released:0` gives its memory back.
 *
 * @param numState how many of the inputs, and of the results, are the state
 */
export function graphOf(tape: Tape, binding: Binding, numState = 0): Graph {
  const { described, constants, resultIds } = tape;
  const graph = newGraph();
  const source = new Map<number, string>();
  const numInputs = tape.inputIds.length - numState;
  const numResults = resultIds.length - numState;
  const state = tape.inputIds.slice(numInputs);
  const next = resultIds.slice(numResults).map(({ id }) => id);
  const placeholder = (name: string, id: number): void => {
    const { shape, dtype } = described.get(id)!;
    addNode(graph, name, 'Placeholder', [], { dtype: attr('Type', dtype), shape: attr('Shape', shapeProto(shape)) });
  };
  tape.inputIds.slice(0, numInputs).forEach((id, i) => {
    placeholder(`in${i}`, id);
    source.set(id, `in${i}:0`);
  });
  const scalar = (name: string, value: number): string => {
    addNode(graph, name, 'Const', [], {
      dtype: attr('Type', FLOAT),
      value: constant(FLOAT, [], Float32Array.of(value)),
    });
    return `${name}:0`;
  };
  /** Something to fetch, which waits for nodes. */
  const after = (name: string, nodes: string[]): void =>
    addNode(graph, name, 'Identity', [scalar(`${name}_one`, 1), ...nodes.map((node) => `^${node}`)], {
      T: attr('Type', FLOAT),
    });
  const assign = (name: string, k: number, value: string, ...before: string[]): string => {
    const { dtype } = described.get(state[k])!;
    addNode(graph, name, 'AssignVariableOp', [`v${k}:0`, value, ...before.map((node) => `^${node}`)], {
      dtype: attr('Type', dtype),
    });
    return name;
  };
  /**
   * What is fed may lie in an array of JavaScript, where no step may change it, and which only JavaScript's own thread may
   * let go of.
   */
  const copyOf = (name: string, value: string, dtype: number): string => {
    addNode(graph, `${name}_copy`, 'DeepCopy', [value], { T: attr('Type', dtype) });
    return `${name}_copy:0`;
  };
  state.forEach((id, k) => {
    const { shape, dtype } = described.get(id)!;
    const typed = { dtype: attr('Type', dtype) };
    addNode(graph, `v${k}`, 'VarHandleOp', [], {
      ...typed,
      shape: attr('Shape', shapeProto(shape)),
      shared_name: attr('S', Buffer.from(`v${k}`)),
    });
    addNode(graph, `r${k}`, 'ReadVariableOp', [`v${k}:0`], typed);
    source.set(id, `r${k}:0`);
    placeholder(`s${k}`, id);
    assign(`a${k}`, k, copyOf(`s${k}`, `s${k}:0`, dtype));
    addNode(graph, `d${k}`, 'DestroyResourceOp', [`v${k}:0`], {});
  });
  if (numState > 0) {
    after(
      'assigned',
      state.map((_, k) => `a${k}`),
    );
    after(
      'released',
      state.map((_, k) => `d${k}`),
    );
  }
  const operations = needed(tape);
  const used = new Set([...operations.flatMap(({ inputs }) => inputs), ...resultIds.map(({ id }) => id)]);
  for (const [id, data] of constants) {
    if (source.has(id) || !used.has(id)) continue;
    const { shape, dtype } = described.get(id)!;
    addNode(graph, `c${id}`, 'Const', [], { dtype: attr('Type', dtype), value: constant(dtype, shape, data) });
    source.set(id, `c${id}:0`);
  }
  const maker = new Map(operations.flatMap((operation) => operation.outputs.map((id) => [id, operation] as const)));
  /** Whether a tensor is one of the inputs, perhaps by another name or in another shape. */
  const isFed = (id: number): boolean => {
    const made = maker.get(id);
    if (made === undefined) return tape.inputIds.slice(0, numInputs).includes(id);
    return SHARING.has(made.name) && isFed(made.inputs[0]);
  };
  /** Nodes that write the state, and what of it is written so far. */
  const written = new Map<number, string>();
  /** A variable is read before it is written, whatever else the order of the nodes. */
  const write = (k: number, id: number): string => {
    const value = source.get(id)!;
    const own = isFed(id) ? copyOf(`u${k}`, value, described.get(id)!.dtype) : value;
    return assign(`u${k}`, k, own, `r${k}`);
  };
  const applyAdam = ({ attrs, inputs, outputs }: Operation, i: number): void => {
    const places = outputs.map((id) => next.indexOf(id));
    if (places.includes(-1)) throw new NotRecordable('it uses what Adam gives for more than its next state');
    // A weight that has decayed is put in its place first.
    const before = places.flatMap((k, n) => (inputs[n] === state[k] ? [`r${k}`] : [write(k, inputs[n])]));
    const of = (name: string): string => scalar(`n${i}_${name}`, attrs.find((a) => a.name === name)!.value as number);
    // The rate has the corrections of bias in it: the powers of both betas are 0.
    const [zero, rate, gradient] = [scalar(`n${i}_zero`, 0), source.get(inputs[4])!, source.get(inputs[3])!];
    addNode(
      graph,
      `n${i}`,
      'ResourceApplyAdam',
      [
        ...places.map((k) => `v${k}:0`),
        ...[zero, zero, rate, of('beta1'), of('beta2'), of('epsilon'), gradient],
        ...before.map((node) => `^${node}`),
      ],
      { T: attr('Type', FLOAT) },
    );
    for (const k of places) written.set(k, `n${i}`);
  };
  operations.forEach((operation, i) => {
    if (operation.name === APPLY_ADAM) {
      applyAdam(operation, i);
      return;
    }
    const names = operation.inputs.map((id) => source.get(id));
    const attrs = Object.fromEntries(operation.attrs.map((a) => [a.name, operationAttr(binding, a)]));
    addNode(graph, `n${i}`, operation.name, names, attrs);
    operation.outputs.forEach((id, k) => {
      source.set(id, `n${i}:${k}`);
    });
  });
  next.forEach((id, k) => {
    if (id !== state[k] && !written.has(k)) written.set(k, write(k, id));
  });
  const writers = [...new Set(written.values())].map((node) => `^${node}`);
  resultIds.slice(0, numResults).forEach(({ id, dtype }, i) => {
    // An output that is itself an input needs a node of its own.
    addNode(graph, `out${i}`, 'Identity', [source.get(id), ...writers], { T: attr('Type', dtype) });
  });
  return graph;
}

/** The operations that a result depends on. */
function needed({ operations, resultIds }: Tape): Operation[] {
  const wanted = new Set(resultIds.map(({ id }) => id));
  const isNeeded = ({ inputs, outputs }: Operation): boolean => {
    if (!outputs.some((id) => wanted.has(id))) return false;
    for (const id of inputs) wanted.add(id);
    return true;
  };
  return [...operations].reverse().filter(isNeeded).reverse();
}
