import type { Attribute, Backend, NativeTensor } from './binding.js';
import { addNode, attr, constant, loadGraph, newGraph, operationAttr, shapeProto } from './graphDef.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;
/** A pure function of tensors: it assigns nothing, and draws nothing that does not come from its inputs. */
export type TensorFunction = (inputs: Tensor[]) => Tensor[];

/** A recorded function: the same signature, run as one TensorFlow graph. Give its memory back with `dispose`. */
export interface Recorded {
  (inputs: Tensor[]): Tensor[];
  dispose(): void;
}

/**
 * A function in, a faster function with the same signature out: the first call for a set of shapes runs eagerly and
 * writes down every kernel that it calls; from then on the whole is one graph that a TensorFlow session runs.
 *
 * Tensors that the function reads without having been given them become constants of the graph.
 */
export function recorded(step: TensorFunction): Recorded {
  const graphs = new Map<string, { run: (inputs: Tensor[]) => Tensor[]; close: () => void }>();
  const call = (inputs: Tensor[]): Tensor[] => {
    const key = inputs.map(({ shape, dtype }) => `${dtype}[${shape}]`).join();
    let graph = graphs.get(key);
    if (graph === undefined) {
      graph = compile(step, inputs);
      graphs.set(key, graph);
    }
    return graph.run(inputs);
  };
  return Object.assign(call, {
    dispose: (): void => {
      for (const { close } of graphs.values()) close();
      graphs.clear();
    },
  });
}

function compile(step: TensorFunction, inputs: Tensor[]): { run: (inputs: Tensor[]) => Tensor[]; close: () => void } {
  const backend = tf.backend() as unknown as Backend;
  const { binding } = backend;
  const tape = record(backend, step, inputs);
  const graph = newGraph();
  const source = new Map<number, string>();

  inputs.forEach((tensor, i) => {
    const dtype = backend.getDTypeInteger(tensor.dtype);
    addNode(graph, `in${i}`, 'Placeholder', [], {
      dtype: attr('Type', dtype),
      shape: attr('Shape', shapeProto(tensor.shape)),
    });
    source.set(tape.inputIds[i], `in${i}:0`);
  });
  for (const [id, data] of tape.constants) {
    if (source.has(id)) continue;
    const { shape, dtype } = tape.described.get(id)!;
    addNode(graph, `c${id}`, 'Const', [], { dtype: attr('Type', dtype), value: constant(dtype, shape, data) });
    source.set(id, `c${id}:0`);
  }
  tape.operations.forEach((operation, i) => {
    const names = operation.inputs.map((id) => source.get(id));
    if (addsBias(operation, tape.described)) {
      addNode(graph, `n${i}`, 'BiasAdd', names, { T: attr('Type', binding.TF_FLOAT) });
    } else {
      const attrs = Object.fromEntries(operation.attrs.map((a) => [a.name, operationAttr(binding, a)]));
      addNode(graph, `n${i}`, operation.name, names, attrs);
    }
    operation.outputs.forEach((id, k) => {
      source.set(id, `n${i}:${k}`);
    });
  });
  tape.resultIds.forEach(({ id, dtype }, i) => {
    // An output that is itself an input needs a node of its own.
    addNode(graph, `out${i}`, 'Identity', [source.get(id)], { T: attr('Type', dtype) });
  });

  const session = loadGraph(binding, graph);
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

interface Operation {
  name: string;
  attrs: Attribute[];
  inputs: number[];
  outputs: number[];
}

interface Tape {
  operations: Operation[];
  constants: Map<number, Uint8Array | Float32Array>;
  described: Map<number, { shape: number[]; dtype: number }>;
  inputIds: number[];
  resultIds: { id: number; dtype: number }[];
}

/** Runs `step` once, eagerly, and gives what the binding was asked to do: operations in order, constants with bytes. */
function record(backend: Backend, step: TensorFunction, inputs: Tensor[]): Tape {
  const { binding, tensorMap } = backend;
  const described: Tape['described'] = new Map();
  const operations: Operation[] = [];
  const constants: Tape['constants'] = new Map();
  const produced = new Set<number>();
  const describe = ({ id, shape, dtype }: NativeTensor): void => {
    if (id >= 0) described.set(id, { shape, dtype });
  };
  const set = tensorMap.set;
  const getInputTensorIds = backend.getInputTensorIds;
  tensorMap.set = (dataId, info) => {
    describe(info);
    return set.call(tensorMap, dataId, info);
  };
  backend.getInputTensorIds = (tensors) => {
    const ids = getInputTensorIds.call(backend, tensors);
    tensors.forEach(({ dataId }, i) => {
      if (dataId === undefined) return; // an attribute in a tensor's place
      const { shape, dtype } = tensorMap.get(dataId);
      described.set(ids[i], { shape, dtype });
    });
    return ids;
  };
  // The binding's methods are read-only, so a new object stands before it.
  backend.binding = Object.create(binding, {
    createTensor: {
      value: (shape: number[], dtype: number, values: unknown) => {
        const id = binding.createTensor(shape, dtype, values);
        describe({ id, shape, dtype });
        return id;
      },
    },
    executeOp: {
      value: (name: string, attrs: Attribute[], ids: number[], numOutputs: number) => {
        for (const id of ids) {
          // Read now: a constant may be disposed before the step ends.
          if (!produced.has(id) && !inputIds.includes(id) && !constants.has(id)) {
            constants.set(id, binding.tensorDataSync(id));
          }
        }
        const outputs = binding.executeOp(name, attrs, ids, numOutputs);
        for (const output of outputs) {
          produced.add(output.id);
          describe(output);
        }
        operations.push({ name, attrs, inputs: [...ids], outputs: outputs.map(({ id }) => id) });
        return outputs;
      },
    },
  });
  const inputIds = backend.getInputTensorIds(inputs);
  try {
    const results = tf.tidy(() => step(inputs));
    const ids = backend.getInputTensorIds(results);
    const resultIds = results.map(({ dtype }, i) => ({ id: ids[i], dtype: backend.getDTypeInteger(dtype) }));
    for (const id of ids) {
      if (!produced.has(id) && !inputIds.includes(id) && !constants.has(id))
        constants.set(id, binding.tensorDataSync(id));
    }
    for (const result of results) if (!inputs.includes(result)) result.dispose();
    return { operations, constants, described, inputIds, resultIds };
  } finally {
    backend.binding = binding;
    tensorMap.set = set;
    backend.getInputTensorIds = getInputTensorIds;
  }
}

/** `x + offset` with one offset a channel: as BiasAdd TensorFlow fuses it into the convolution before it. */
function addsBias({ name, inputs }: Operation, described: Tape['described']): boolean {
  return (
    (name === 'AddV2' || name === 'Add') &&
    described.get(inputs[0])?.shape.length === 4 &&
    described.get(inputs[1])?.shape.length === 1
  );
}
