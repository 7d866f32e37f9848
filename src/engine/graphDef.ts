import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { UnusableFile } from '../base/errors.js';
import { refusalOf } from '../base/refusal.js';
import type { Attribute, Binding } from './binding.js';

// biome-ignore lint/suspicious/noExplicitAny: protobuf classes that tfjs-node ships without types
const proto: any = require('@tensorflow/tfjs-node-gpu/dist/proto/api_pb');

/** tf.version.GRAPH_DEF_VERSION of TensorFlow 2.21. */
const GRAPH_DEF_VERSION = 2474;

/** A GraphDef that grows node by node. Names of inputs are `node:output`. */
export interface Graph {
  addNode(node: unknown): void;
}

export function newGraph(): Graph {
  return new proto.GraphDef();
}

/**
 * Opens a session on a graph and gives its number; close it with `binding.deleteSavedModel`.
 *
 * @throws UnusableFile if the folder for temporary files, through which TensorFlow gets it, cannot be written to
 */
export function loadGraph(binding: Binding, graph: Graph): number {
  const version = new proto.VersionDef();
  version.setProducer(GRAPH_DEF_VERSION);
  (graph as unknown as { setVersions(version: unknown): void }).setVersions(version);
  const info = new proto.MetaGraphDef.MetaInfoDef();
  info.setTagsList(['serve']);
  const meta = new proto.MetaGraphDef();
  meta.setMetaInfoDef(info);
  meta.setGraphDef(graph);
  const model = new proto.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(meta);
  const folder = inTemporaryFolder((parent) => fs.mkdtempSync(path.join(parent, 'thaw-graph-')));
  try {
    inTemporaryFolder(() => fs.writeFileSync(path.join(folder, 'saved_model.pb'), model.serializeBinary()));
    return binding.loadSavedModel(folder, 'serve');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = os.tmpdir();
  try {
    return work(folder);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    throw new UnusableFile(
      `${folder} is expected to be a folder for temporary files that can be written to.`,
      refusal,
      'Free space there or make the folder, or name another one in the environment variable TMPDIR.',
    );
  }
}

export function addNode(
  graph: Graph,
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

/** A node whose value is fed. */
export function addPlaceholder(graph: Graph, name: string, { shape, dtype }: { shape: number[]; dtype: number }): void {
  addNode(graph, name, 'Placeholder', [], { dtype: attr('Type', dtype), shape: attr('Shape', shapeProto(shape)) });
}

/** An attribute of a node: `kind` is the setter of TensorFlow's AttrValue. */
export function attr(kind: string, value: unknown): unknown {
  const result = new proto.AttrValue();
  result[`set${kind}`](value);
  return result;
}

export function shapeProto(shape: number[]): unknown {
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
export function operationAttr(binding: Binding, { name, type, value }: Attribute): unknown {
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

/** A constant of a graph. */
export function constant(dtype: number, shape: number[], data: Uint8Array | Float32Array): unknown {
  const value = new proto.Tensor();
  value.setDtype(dtype);
  value.setTensorShape(shapeProto(shape));
  value.setTensorContent(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return attr('Tensor', value);
}
