import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;
/** A pure function of tensors: it assigns nothing, and draws nothing that does not come from its inputs. */
export type TensorFunction = (inputs: Tensor[]) => Tensor[];

/** A recorded function: the same signature, run as one TensorFlow graph. Give its memory back with `dispose`. */
export interface Recorded {
  (inputs: Tensor[]): Tensor[];
  dispose(): void;
}

interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}
interface Attribute {
  name: string;
  type: number;
  value: unknown;
}
interface Operation {
  name: string;
  attrs: Attribute[];
  inputs: number[];
  outputs: number[];
}
interface Binding {
  [constant: string]: unknown;
  createTensor(shape: number[], dtype: number, values: unknown): number;
  executeOp(name: string, attrs: Attribute[], inputs: number[], numOutputs: number): NativeTensor[];
  tensorDataSync(id: number): Uint8Array | Float32Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], feeds: string, fetches: string): NativeTensor[];
}
interface Backend {
  binding: Binding;
  tensorMap: {
    get(dataId: object): { shape: number[]; dtype: number; id: number };
    set(dataId: object, info: NativeTensor): unknown;
  };
  getInputTensorIds(tensors: Tensor[]): number[];
  getDTypeInteger(dtype: string): number;
  createOutputTensor(metadata: NativeTensor): Tensor;
}

// biome-ignore lint/suspicious/noExplicitAny: protobuf classes that tfjs-node ships without types
const proto: any = require('@tensorflow/tfjs-node-gpu/dist/proto/api_pb');

/** tf.version.GRAPH_DEF_VERSION of TensorFlow 2.21. */
const GRAPH_DEF_VERSION = 2474;

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
  const graph = new proto.GraphDef();
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
    const value = new proto.Tensor();
    value.setDtype(dtype);
    value.setTensorShape(shapeProto(shape));
    value.setTensorContent(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    addNode(graph, `c${id}`, 'Const', [], { dtype: attr('Type', dtype), value: attr('Tensor', value) });
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

  const session = load(binding, graph);
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

function load(binding: Binding, graph: unknown): number {
  const version = new proto.VersionDef();
  version.setProducer(GRAPH_DEF_VERSION);
  (graph as { setVersions(v: unknown): void }).setVersions(version);
  const info = new proto.MetaGraphDef.MetaInfoDef();
  info.setTagsList(['serve']);
  const meta = new proto.MetaGraphDef();
  meta.setMetaInfoDef(info);
  meta.setGraphDef(graph);
  const model = new proto.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(meta);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'thaw-graph-'));
  try {
    fs.writeFileSync(path.join(folder, 'saved_model.pb'), model.serializeBinary());
    return binding.loadSavedModel(folder, 'serve');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function addNode(
  graph: { addNode(node: unknown): void },
  name: string,
  op: string,
  inputs: (string | undefined)[],
  attrs: Record<string, unknown>,
): void {
  const node = new proto.NodeDef();
  node.setName(name);
  node.setOp(op);
  node.setInputList(inputs);
  for (const [key, value] of Object.entries(attrs)) node.getAttrMap().set(key, value);
  graph.addNode(node);
}

function attr(kind: string, value: unknown): unknown {
  const result = new proto.AttrValue();
  result[`set${kind}`](value);
  return result;
}

function shapeProto(shape: number[]): unknown {
  const result = new proto.TensorShape();
  result.setDimList(
    shape.map((size) => {
      const dim = new proto.TensorShape.Dim();
      dim.setSize(size);
      return dim;
    }),
  );
  return result;
}

/** An attribute as tfjs-node gives it to the binding, as one of a graph's node. */
function operationAttr(binding: Binding, { name, type, value }: Attribute): unknown {
  const kinds = ['String', 'Int', 'Float', 'Bool', 'Type', 'Shape'] as const;
  const found = kinds.find((k) => binding[`TF_ATTR_${k.toUpperCase()}`] === type);
  if (found === undefined) throw new Error(`Attribute ${name} has a type that a recording cannot hold: ${type}.`);
  const kind = { String: 'S', Int: 'I', Float: 'F', Bool: 'B', Type: 'Type', Shape: 'Shape' }[found];
  const encode = (v: unknown): unknown =>
    kind === 'S' ? Buffer.from(v as string) : kind === 'Shape' ? shapeProto(v as number[]) : v;
  if (!Array.isArray(value) || kind === 'Shape') return attr(kind, encode(value));
  const list = new proto.AttrValue.ListValue();
  list[`set${kind}List`](value.map(encode));
  return attr('List', list);
}
