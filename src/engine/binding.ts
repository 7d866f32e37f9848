import type { tf } from './tensorflow.js';

// What tfjs-node's backend has inside and does not declare; version 4.22.

export interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}
export interface Attribute {
  name: string;
  type: number;
  value: unknown;
}
export interface Binding {
  [constant: string]: unknown;
  createTensor(shape: number[], dtype: number, values: unknown): number;
  executeOp(name: string, attrs: Attribute[], inputs: number[], numOutputs: number): NativeTensor[];
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Uint8Array | Float32Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], feeds: string, fetches: string): NativeTensor[];
}
export interface Backend {
  binding: Binding;
  tensorMap: {
    has(dataId: object): boolean;
    get(dataId: object): NativeTensor;
    set(dataId: object, info: NativeTensor): unknown;
  };
  getInputTensorIds(tensors: tf.Tensor[]): number[];
  getDTypeInteger(dtype: string): number;
  createOutputTensor(metadata: NativeTensor): tf.Tensor;
}
