import { addNode, addPlaceholder, attr, constant, type Graph, shapeProto } from './graphDef.js';
import type { Described } from './kernelShapes.js';
import type { Sources } from './mixedPrecision.js';
import { NotRecordable, type Operation } from './tape.js';

/** TF_FLOAT, as in TensorFlow `c/tf_datatype.h`. */
const FLOAT = 1;

export interface StateOfTape {
  /** Tensors that stand for the state before a run. */
  ids: readonly number[];
  /** Those that are the state after it, in the same order. */
  next: readonly number[];
  described: ReadonlyMap<number, Described>;
  /** Where tensors are in the graph. */
  sources: Sources;
  /** Whether a tensor has the memory of one that is fed. */
  isFed: (id: number) => boolean;
}

export interface StateGraph {
  /** Adds a step of Adam that changes the state where it is. @throws NotRecordable if its results are not the next state */
  applyAdam(operation: Operation, name: string): void;
  /** Adds what writes the rest of the next state, and names all nodes that write some of it. */
  writeRest(): string[];
}

/** Adds variables of a session to a graph, with what assigns, reads and releases them; names as in `graphOf`. */
export function stateGraph(graph: Graph, { ids, next, described, sources, isFed }: StateOfTape): StateGraph {
  const scalar = (name: string, value: number): string => {
    addNode(graph, name, 'Const', [], {
      dtype: attr('Type', FLOAT),
      value: constant(FLOAT, [], Float32Array.of(value)),
    });
    return `${name}:0`;
  };
  /** Something to fetch, which waits for nodes. */
  const addWaiting = (name: string, nodes: string[]): void =>
    addNode(graph, name, 'Identity', [scalar(`${name}_one`, 1), ...nodes.map((node) => `^${node}`)], {
      T: attr('Type', FLOAT),
    });
  const dtypeOf = (k: number): number => described.get(ids[k]!)!.dtype;
  const assign = (name: string, k: number, value: string, ...before: string[]): string => {
    addNode(graph, name, 'AssignVariableOp', [`v${k}:0`, value, ...before.map((node) => `^${node}`)], {
      dtype: attr('Type', dtypeOf(k)),
    });
    return name;
  };
  /**
   * What is fed may lie in an array of JavaScript, where no step may change it, and which only JavaScript's own thread may
   * let go of.
   */
  const copyOf = (name: string, k: number, value: string): string => {
    addNode(graph, `${name}_copy`, 'DeepCopy', [value], { T: attr('Type', dtypeOf(k)) });
    return `${name}_copy:0`;
  };
  ids.forEach((id, k) => {
    const { shape, dtype } = described.get(id)!;
    const typed = { dtype: attr('Type', dtype) };
    const named = { shape: attr('Shape', shapeProto(shape)), shared_name: attr('S', Buffer.from(`v${k}`)) };
    addNode(graph, `v${k}`, 'VarHandleOp', [], { ...typed, ...named });
    addNode(graph, `r${k}`, 'ReadVariableOp', [`v${k}:0`], typed);
    sources.set(id, `r${k}:0`);
    addPlaceholder(graph, `s${k}`, { shape, dtype });
    assign(`a${k}`, k, copyOf(`s${k}`, k, `s${k}:0`));
    addNode(graph, `d${k}`, 'DestroyResourceOp', [`v${k}:0`], {});
  });
  if (ids.length > 0) {
    addWaiting(
      'assigned',
      ids.map((_, k) => `a${k}`),
    );
    addWaiting(
      'released',
      ids.map((_, k) => `d${k}`),
    );
  }
  /** By their place, the nodes that write the state. */
  const written = new Map<number, string>();
  /** A variable is read before it is written, whatever else the order of the nodes. */
  const write = (k: number, id: number): string => {
    const value = sources.get(id);
    return assign(`u${k}`, k, isFed(id) ? copyOf(`u${k}`, k, value) : value, `r${k}`);
  };
  return {
    applyAdam: ({ attrs, inputs, outputs }, name) => {
      const places = outputs.map((id) => next.indexOf(id));
      if (places.includes(-1)) throw new NotRecordable('it uses what Adam gives for more than its next state');
      // A weight that has decayed is put in its place first.
      const before = places.map((k, n) => (inputs[n] === ids[k] ? `r${k}` : write(k, inputs[n]!)));
      const of = (option: string): string =>
        scalar(`${name}_${option}`, attrs.find((a) => a.name === option)!.value as number);
      // The rate has the corrections of bias in it: the powers of both betas are 0.
      const [zero, rate, gradient] = [scalar(`${name}_zero`, 0), sources.get(inputs[4]!), sources.get(inputs[3]!)];
      const handles = places.map((k) => `v${k}:0`);
      const options = [zero, zero, rate, of('beta1'), of('beta2'), of('epsilon'), gradient];
      addNode(graph, name, 'ResourceApplyAdam', [...handles, ...options, ...before.map((node) => `^${node}`)], {
        T: attr('Type', FLOAT),
      });
      for (const k of places) written.set(k, name);
    },
    writeRest: () => {
      next.forEach((id, k) => {
        if (id !== ids[k] && !written.has(k)) written.set(k, write(k, id));
      });
      return [...new Set(written.values())];
    },
  };
}
