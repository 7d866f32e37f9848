import { addNode, attr, constant, type Graph } from './graphDef.js';
import type { Precision } from './precision.js';
import type { Operation, Tape } from './tape.js';

/** TF_FLOAT and TF_BFLOAT16, as in TensorFlow `c/tf_datatype.h`. */
const FLOAT = 1;
const BFLOAT16 = 14;

/** Operations that are faster in bfloat16 even if their inputs have to be converted first. */
const COMPUTED = new Set(['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter']);

/**
 * Operations on feature maps that stay in bfloat16 if one of their inputs is. Not among them: sums over many values, which
 * would be rounded at the end, and depthwise convolutions. With those in bfloat16 the features of EfficientNetLite0 differ from
 * those in float32 by 5.9 % of their root mean square instead of 2.7 % (measured on wheat kernels), and their gradients take
 * three times as long as in float32.
 */
const FOLLOWING = new Set(
  (
    'Add AddN AddV2 AvgPool AvgPoolGrad BiasAdd ConcatV2 FusedBatchNormGradV3 FusedBatchNormV3 ' +
    'Identity LeakyRelu MaxPool MaxPoolGrad Mul Pad PadV2 Relu Relu6 Relu6Grad ReluGrad Reshape Slice SplitV'
  ).split(' '),
);

/** Gradients of kernels: what follows them belongs to the optimizer, or to the weights before it. */
const KERNEL_GRADIENTS = new Set(['Conv2DBackpropFilter', 'BatchMatMulV2']);

/** Inputs and outputs of batch normalization that are maps; the others, its statistics, are float32. */
const MAPS: Readonly<Record<string, { inputs: number; outputs: number }>> = {
  FusedBatchNormV3: { inputs: 1, outputs: 1 },
  FusedBatchNormGradV3: { inputs: 2, outputs: 1 },
};

/** `node:output` of each tensor of a tape, in float32 and in bfloat16. */
export interface Sources {
  /** In the tensor's own type, or float32 if it is bfloat16; adds the conversion if there is none. */
  get(id: number): string;
  set(id: number, source: string): void;
}

/** Adds the operations of a tape to a graph in a precision, and knows where their results are. */
export interface PreciseGraph {
  sources: Sources;
  /** @param attrs of the node, as in float32 */
  add(operation: Operation, name: string, attrs: Record<string, unknown>): void;
}

/**
 * Converts between float32 and bfloat16 where operations need it, as TensorFlow's own rewrite `auto_mixed_precision` does; that
 * one belongs to a session's settings, which the addon does not pass on. Adds each constant when it is first used, in the type
 * that it is used in: TensorFlow would hold a constant in bfloat16 next to one in float32 that it is converted from.
 */
export function preciseGraph(
  graph: Graph,
  { described, constants }: Pick<Tape, 'described' | 'constants'>,
  precision: Precision,
): PreciseGraph {
  const wide = new Map<number, string>();
  const narrow = new Map<number, string>();
  const constantOf = (name: string, dtype: number, shape: number[], data: Uint8Array | Float32Array): string => {
    addNode(graph, name, 'Const', [], { dtype: attr('Type', dtype), value: constant(dtype, shape, data) });
    return `${name}:0`;
  };
  const convert = (name: string, source: string, from: number, to: number): string => {
    addNode(graph, name, 'Cast', [source], { SrcT: attr('Type', from), DstT: attr('Type', to) });
    return `${name}:0`;
  };
  const wideOf = (id: number): string => {
    const kept = wide.get(id);
    if (kept !== undefined) return kept;
    const data = constants.get(id);
    const { shape, dtype } = described.get(id)!;
    const source =
      data === undefined
        ? convert(`wide${id}`, narrow.get(id)!, BFLOAT16, FLOAT)
        : constantOf(`c${id}`, dtype, shape, data);
    wide.set(id, source);
    return source;
  };
  const narrowOf = (id: number): string => {
    const kept = narrow.get(id);
    if (kept !== undefined) return kept;
    const data = wide.has(id) ? undefined : constants.get(id);
    const source =
      data === undefined
        ? convert(`narrow${id}`, wide.get(id)!, FLOAT, BFLOAT16)
        : constantOf(`narrow${id}`, BFLOAT16, described.get(id)!.shape, inBfloat16(data));
    narrow.set(id, source);
    return source;
  };
  /** Maps that an operation made in bfloat16. */
  const made = new Set<number>();
  const isNarrow = ({ name, inputs }: Operation): boolean =>
    precision === 'bfloat16' &&
    (COMPUTED.has(name) ||
      (FOLLOWING.has(name) && inputs.some((id) => made.has(id))) ||
      // The gradient of a kernel as products, see `kernelGradient`; a product of a dense layer has a factor in float32.
      (name === 'BatchMatMulV2' && inputs.every((id) => made.has(id))));
  return {
    sources: { get: wideOf, set: (id, source) => wide.set(id, source) },
    add: (operation, name, attrs) => {
      const { inputs, outputs } = operation;
      const inNarrow = isNarrow(operation);
      const maps = MAPS[operation.name] ?? { inputs: inputs.length, outputs: outputs.length };
      const names = inputs.map((id, i) =>
        inNarrow && i < maps.inputs && described.get(id)!.dtype === FLOAT ? narrowOf(id) : wideOf(id),
      );
      addNode(graph, name, operation.name, names, inNarrow ? { ...attrs, T: attr('Type', BFLOAT16) } : attrs);
      outputs.forEach((id, k) => {
        if (inNarrow && k < maps.outputs) {
          narrow.set(id, `${name}:${k}`);
          made.add(id);
        } else wide.set(id, `${name}:${k}`);
      });
      if (KERNEL_GRADIENTS.has(operation.name)) made.delete(outputs[0]!);
    },
  };
}

/**
 * Rounds to bfloat16, ties to even, as TensorFlow's `Cast`. @returns two bytes for each value
 *
 * @param data bytes or values of float32, finite
 */
export function inBfloat16(data: Uint8Array | Float32Array): Uint8Array {
  const bits = new Uint32Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer);
  const halves = new Uint16Array(bits.length);
  bits.forEach((word, i) => {
    halves[i] = (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  });
  return new Uint8Array(halves.buffer);
}
