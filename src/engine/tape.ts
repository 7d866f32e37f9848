import type { Attribute, Backend, Binding, NativeTensor } from './binding.js';
import { APPLY_ADAM, type Described, type KernelCall, outputsOf } from './kernelShapes.js';
import type { Precision } from './precision.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;
type Values = Uint8Array | Float32Array;

export interface Operation {
  name: string;
  attrs: Attribute[];
  inputs: number[];
  outputs: number[];
}

/** The kernels that a function has called, in order. Tensors are numbers. */
export interface Tape {
  operations: Operation[];
  /** Tensors that do not depend on what the function is given. */
  constants: Map<number, Values>;
  /** Those of them that the function made itself, in order. */
  made: Values[];
  described: Map<number, Described>;
  inputIds: number[];
  resultIds: { id: number; dtype: number }[];
}

/** Thrown for a function that cannot be a graph; the message says why. */
export class NotRecordable extends Error {}
class UnknownShape extends Error {}

/** Far above the numbers that TensorFlow's binding gives, which start at 0. */
const FIRST_HOLLOW = 2 ** 30;

/** Of a pure function, or of one with a state that the session keeps. */
export type RecordingKind = 'pure' | 'with state';
let recording: Pick<ToRecord, 'kind' | 'precision'> | undefined;

/** Whether a function is being recorded now. @param kind of the recording; default any */
export function isRecording(kind?: RecordingKind): boolean {
  return recording !== undefined && (kind === undefined || kind === recording.kind);
}

/** Precision of what is computed now: that of the recording, or float32. */
export function recordedPrecision(): Precision {
  return recording?.precision ?? 'float32';
}

/**
 * Records the kernels that a function calls. Nothing is computed and no memory is allocated: the tensors that the function
 * gets have a shape and no values. Only if the output shape of a kernel is unknown does the function run for real.
 *
 * @throws NotRecordable if the function reads values that depend on its inputs
 */
export function writeTape(backend: Backend, given: ToRecord): Tape {
  try {
    return write(backend, given, hollowKernels);
  } catch (error) {
    if (error instanceof UnknownShape) return write(backend, given, realKernels);
    throw error;
  }
}

export interface ToRecord {
  step: (inputs: Tensor[]) => Tensor[];
  inputs: Tensor[];
  kind: RecordingKind;
  precision: Precision;
}

/** Answers the calls of kernels: with tensors, or with what only looks like them. */
interface Kernels {
  run(binding: Binding, call: KernelCall, ids: number[], numOutputs: number): NativeTensor[];
  /** Another tensor for one that is given, so that two inputs are distinct even if they are the same tensor. */
  standIn(binding: Binding, tensor: NativeTensor): NativeTensor;
}

const realKernels: Kernels = {
  run: (binding, { name, attrs, inputs }, ids, numOutputs) =>
    name === APPLY_ADAM
      ? ids.slice(0, numOutputs).map((id, i) => realKernels.standIn(binding, { ...inputs[i]!, id }))
      : binding.executeOp(name, [...attrs], ids, numOutputs),
  standIn: (binding, { id, dtype }) => {
    const type = { name: 'T', type: binding.TF_ATTR_TYPE as number, value: dtype };
    return binding.executeOp('Identity', [type], [id], 1)[0]!;
  },
};

let hollowTensors = 0;
const hollow = ({ shape, dtype }: Described): NativeTensor => ({ id: FIRST_HOLLOW + hollowTensors++, shape, dtype });
const hollowKernels: Kernels = {
  run: (_, call) => {
    const outputs = outputsOf(call);
    if (outputs === undefined) throw new UnknownShape();
    return outputs.map(hollow);
  },
  standIn: (_, tensor) => hollow(tensor),
};

/** Kernels that draw at random, anew in every run of a graph. */
const DRAWS = /Random|Multinomial|TruncatedNormal/;

/**
 * The one place that changes tfjs-node's backend; everything is put back at the end. Kernels of constants alone, such as batch
 * normalization that is folded into a convolution, run once, here: a graph that TensorFlow folds holds them before and after.
 */
function write(backend: Backend, { step, inputs: given, kind, precision }: ToRecord, kernels: Kernels): Tape {
  const { binding, tensorMap, getInputTensorIds } = backend;
  const { set } = tensorMap;
  const standIns = getInputTensorIds.call(backend, given).map((id, i) => {
    const { shape, dtype } = given[i]!;
    return kernels.standIn(binding, { id, shape, dtype: backend.getDTypeInteger(dtype) });
  });
  const inputs = standIns.map((tensor) => backend.createOutputTensor(tensor));
  const inputIds = standIns.map(({ id }) => id);
  const tape: Tape = {
    operations: [],
    constants: new Map(),
    made: [],
    described: new Map(standIns.map((tensor) => [tensor.id, tensor])),
    inputIds,
    resultIds: [],
  };
  const { described, constants } = tape;
  const dependent = new Set(inputIds);
  const ownData = new Set<object>();
  const made = new Set<number>();
  const folded = new Set<number>();
  const describe = ({ id, shape, dtype }: NativeTensor): void => {
    if (id >= 0) described.set(id, { shape, dtype });
  };
  const keepConstant = (id: number): void => {
    if (dependent.has(id) || constants.has(id)) return;
    // Read now: a constant may be disposed before the step ends.
    const values = binding.tensorDataSync(id);
    if (!ArrayBuffer.isView(values)) throw new NotRecordable('it uses text');
    constants.set(id, values);
    if (made.has(id) && !folded.has(id)) tape.made.push(values);
  };
  /** Runs a kernel whose inputs are all constants; undefined where its results would be larger than they are. */
  const fold = (name: string, attrs: Attribute[], ids: number[], numOutputs: number): NativeTensor[] | undefined => {
    if (ids.length === 0 || DRAWS.test(name) || ids.some((id) => dependent.has(id))) return undefined;
    const outputs = binding.executeOp(name, attrs, ids, numOutputs);
    const largest = Math.max(...ids.map((id) => tf.util.sizeFromShape(described.get(id)?.shape ?? [])));
    if (outputs.some(({ shape }) => tf.util.sizeFromShape(shape) > largest)) {
      for (const { id } of outputs) binding.deleteTensor(id);
      return undefined;
    }
    for (const id of ids) if (made.has(id)) keepConstant(id);
    for (const output of outputs) {
      folded.add(output.id);
      describe(output);
    }
    return outputs;
  };
  tensorMap.set = (dataId, info) => {
    ownData.add(dataId);
    describe(info);
    return set.call(tensorMap, dataId, info);
  };
  backend.getInputTensorIds = (tensors) => {
    const ids = getInputTensorIds.call(backend, tensors);
    tensors.forEach(({ dataId }, i) => {
      if (dataId === undefined) return; // an attribute in a tensor's place
      describe({ ...tensorMap.get(dataId), id: ids[i]! });
      if (ownData.has(dataId)) made.add(ids[i]!);
    });
    return ids;
  };
  // The binding's methods are read-only, so a new object stands before it.
  backend.binding = standingBefore(binding, {
    createTensor: (shape, dtype, values) => {
      const id = binding.createTensor(shape, dtype, values);
      describe({ id, shape, dtype });
      return id;
    },
    deleteTensor: (id) => {
      if (id < FIRST_HOLLOW) binding.deleteTensor(id);
    },
    tensorDataSync: (id) => {
      if (dependent.has(id)) throw new NotRecordable('it looks at values that depend on its inputs');
      return binding.tensorDataSync(id);
    },
    executeOp: (name, attrs, ids, numOutputs) => {
      const ofConstants = fold(name, attrs, ids, numOutputs);
      if (ofConstants !== undefined) return ofConstants;
      for (const id of ids) keepConstant(id);
      const valuesOf = (input: number): number[] | undefined => {
        const values = constants.get(ids[input]!);
        return values && Array.from(values);
      };
      const call = { name, attrs, inputs: ids.map((id) => described.get(id)!), valuesOf };
      const outputs = kernels.run(binding, call, ids, numOutputs);
      for (const output of outputs) {
        dependent.add(output.id);
        describe(output);
      }
      tape.operations.push({ name, attrs, inputs: [...ids], outputs: outputs.map(({ id }) => id) });
      return outputs;
    },
    runSavedModel: () => {
      throw new NotRecordable('it runs a saved model');
    },
  });
  recording = { kind, precision };
  try {
    const results = tf.tidy(() => step(inputs));
    const ids = backend.getInputTensorIds(results);
    for (const id of ids) keepConstant(id);
    tape.resultIds = results.map(({ dtype }, i) => ({ id: ids[i]!, dtype: backend.getDTypeInteger(dtype) }));
    for (const result of results) if (!inputs.includes(result)) result.dispose();
    return tape;
  } finally {
    recording = undefined;
    tf.dispose(inputs);
    backend.binding = binding;
    tensorMap.set = set;
    backend.getInputTensorIds = getInputTensorIds;
    // A tensor without values that the function kept: nothing is there to be given back.
    for (const dataId of ownData) {
      if (tensorMap.has(dataId) && tensorMap.get(dataId).id >= FIRST_HOLLOW) tensorMap.get(dataId).id = -1;
    }
  }
}

function standingBefore(binding: Binding, methods: Partial<Binding>): Binding {
  return Object.create(
    binding,
    Object.fromEntries(Object.entries(methods).map(([name, value]) => [name, { value }])),
  ) as Binding;
}
