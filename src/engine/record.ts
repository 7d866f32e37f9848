import type { Backend, Binding } from './binding.js';
import { addNode, attr, constant, type Graph, loadGraph, newGraph, operationAttr, shapeProto } from './graphDef.js';
import { isRecording, NotRecordable, type Operation, type Tape, writeTape } from './tape.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;
/** A pure function of tensors: it assigns nothing, and draws nothing that does not come from its inputs. */
export type TensorFunction = (inputs: Tensor[]) => Tensor[];

/** A recorded function: the same signature, run as one TensorFlow graph. Give its memory back with `dispose`. */
export interface Recorded {
  (inputs: Tensor[]): Tensor[];
  dispose(): void;
}

interface Compiled {
  run(inputs: Tensor[]): Tensor[];
  close(): void;
}

/**
 * A function in, a faster function with the same signature out: the first call for a set of shapes writes down every
 * kernel that the function calls, without running it; the whole is then one graph that a TensorFlow session runs.
 *
 * Tensors that the function reads without having been given them become constants of the graph. A function that looks at
 * values (`dataSync`, a loop until a tensor is small), or draws at random in JavaScript, cannot be a graph: it runs
 * eagerly, which is said once.
 *
 * @param say what is told; by default a warning on the console
 */
export function recorded(step: TensorFunction, say: (text: string) => void = console.warn): Recorded {
  const compiled = new Map<string, Compiled>();
  let said = false;
  const compile = (inputs: Tensor[]): Compiled => {
    try {
      return asGraph(step, inputs);
    } catch (error) {
      if (!(error instanceof NotRecordable)) throw error;
      if (!said)
        say(`A function is not recorded as a graph, since ${error.message}: it runs eagerly, which is slower.`);
      said = true;
      return eagerly(step);
    }
  };
  const call = (inputs: Tensor[]): Tensor[] => {
    if (isRecording()) return step(inputs); // part of a larger recording
    const key = inputs.map(({ shape, dtype }) => `${dtype}[${shape}]`).join();
    let found = compiled.get(key);
    if (found === undefined) {
      found = compile(inputs);
      compiled.set(key, found);
    }
    return found.run(inputs);
  };
  return Object.assign(call, {
    dispose: (): void => {
      for (const { close } of compiled.values()) close();
      compiled.clear();
    },
  });
}

function eagerly(step: TensorFunction): Compiled {
  return {
    // A graph never gives back what it was given, and neither does this.
    run: (inputs) => tf.tidy(() => step(inputs).map((result) => (inputs.includes(result) ? tf.clone(result) : result))),
    close: () => undefined,
  };
}

function asGraph(step: TensorFunction, inputs: Tensor[]): Compiled {
  const backend = tf.backend() as unknown as Backend;
  const { binding } = backend;
  const tape = writeTape(backend, step, inputs);
  if (!sameValues(tape.made, writeTape(backend, step, inputs).made)) {
    throw new NotRecordable('it draws at random outside TensorFlow');
  }
  const session = opened(binding, graphOf(tape, binding));
  const feeds = inputs.map((_, i) => `in${i}:0`).join(',');
  const fetches = tape.resultIds.map((_, i) => `out${i}:0`).join(',');
  return {
    run: (tensors) =>
      binding
        .runSavedModel(session, backend.getInputTensorIds(tensors), feeds, fetches)
        .map((metadata) => backend.createOutputTensor(metadata)),
    close: () => binding.deleteSavedModel(session),
  };
}

function opened(binding: Binding, graph: Graph): number {
  try {
    return loadGraph(binding, graph);
  } catch (error) {
    throw new NotRecordable(`TensorFlow refuses the graph (${(error as Error).message})`);
  }
}

/** Whether two recordings made the same constants. */
function sameValues(a: Tape['made'], b: Tape['made']): boolean {
  const bytes = (values: ArrayBufferView): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return a.length === b.length && a.every((values, i) => bytes(values).equals(bytes(b[i])));
}

function graphOf(tape: Tape, binding: Binding): Graph {
  const { described, constants, resultIds } = tape;
  const graph = newGraph();
  const source = new Map<number, string>();
  tape.inputIds.forEach((id, i) => {
    const { shape, dtype } = described.get(id)!;
    addNode(graph, `in${i}`, 'Placeholder', [], {
      dtype: attr('Type', dtype),
      shape: attr('Shape', shapeProto(shape)),
    });
    source.set(id, `in${i}:0`);
  });
  const operations = needed(tape);
  const used = new Set([...operations.flatMap(({ inputs }) => inputs), ...resultIds.map(({ id }) => id)]);
  for (const [id, data] of constants) {
    if (source.has(id) || !used.has(id)) continue;
    const { shape, dtype } = described.get(id)!;
    addNode(graph, `c${id}`, 'Const', [], { dtype: attr('Type', dtype), value: constant(dtype, shape, data) });
    source.set(id, `c${id}:0`);
  }
  operations.forEach((operation, i) => {
    const names = operation.inputs.map((id) => source.get(id));
    const attrs = Object.fromEntries(operation.attrs.map((a) => [a.name, operationAttr(binding, a)]));
    addNode(graph, `n${i}`, operation.name, names, attrs);
    operation.outputs.forEach((id, k) => {
      source.set(id, `n${i}:${k}`);
    });
  });
  resultIds.forEach(({ id, dtype }, i) => {
    // An output that is itself an input needs a node of its own.
    addNode(graph, `out${i}`, 'Identity', [source.get(id)], { T: attr('Type', dtype) });
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
