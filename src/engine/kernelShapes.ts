import { product, sum } from '../base/sum.js';
import type { Attribute } from './binding.js';

/** What is known of a tensor without its values. */
export interface Described {
  shape: number[];
  dtype: number;
}

/** One call of a kernel, to ask for the shapes of its outputs. */
export interface KernelCall {
  name: string;
  attrs: readonly Attribute[];
  inputs: readonly Described[];
  /** Numbers in an input that is a constant; undefined if they depend on what the function is given. */
  valuesOf(input: number): readonly number[] | undefined;
}

/**
 * Shapes and types of what a kernel gives, without running it: the rules of TensorFlow's shape functions for the kernels
 * that networks, losses and optimizers are made of. Undefined if the kernel, or a value that the shape depends on, is
 * not known.
 *
 * Source: TensorFlow `core/ops/*.cc` and `core/framework/common_shape_fns.cc`.
 */
export function outputsOf(call: KernelCall): Described[] | undefined {
  const { name, inputs } = call;
  if (LIKE_FIRST.has(name)) return [inputs[0]!];
  if (TO_BOOL.has(name)) return [{ ...inputs[0]!, dtype: BOOL }];
  if (BINARY.has(name)) return [{ shape: broadcast(inputs[0]!.shape, inputs[1]!.shape), dtype: inputs[0]!.dtype }];
  if (COMPARISONS.has(name)) return [{ shape: broadcast(inputs[0]!.shape, inputs[1]!.shape), dtype: BOOL }];
  const rule = RULES[name];
  if (rule === undefined) return undefined;
  const outputs = rule(call);
  return outputs?.every(({ shape }) => shape.every((size) => Number.isInteger(size) && size >= 0))
    ? outputs
    : undefined;
}

/**
 * The name under which a tape has a step of Adam that changes weight, momentum and velocity, its first three inputs, where
 * they are. TensorFlow's own kernel for it takes variables, which a tape does not know.
 */
export const APPLY_ADAM = 'ApplyAdamInPlace';

/** TF_BOOL, as in TensorFlow `c/tf_datatype.h`. */
const BOOL = 10;

const LIKE_FIRST = new Set(
  (
    'Abs AddN BiasAdd Ceil Cos Elu EluGrad Erf Exp Expm1 Floor Identity LeakyRelu Log Log1p LogSoftmax MaxPoolGrad Neg ' +
    'OnesLike Reciprocal Relu Relu6 Relu6Grad ReluGrad ReverseV2 Rint Round Rsqrt Selu Sigmoid Sign Sin Softmax Softplus ' +
    'Sqrt Square Tan Tanh ZerosLike'
  ).split(' '),
);
const TO_BOOL = new Set(['IsFinite', 'IsInf', 'IsNan', 'LogicalNot']);
const BINARY = new Set(
  'Add AddV2 Div DivNoNan FloorDiv FloorMod Maximum Minimum Mod Mul Pow Prelu RealDiv SquaredDifference Sub'.split(' '),
);
const COMPARISONS = new Set('Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr NotEqual'.split(' '));

type Rule = (call: KernelCall) => Described[] | undefined;

const reduction: Rule = (call) => {
  const { shape, dtype } = call.inputs[0]!;
  const axes = call.valuesOf(1)?.map((axis) => (axis + shape.length) % shape.length);
  if (axes === undefined) return undefined;
  const kept = attribute(call, 'keep_dims')
    ? shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : shape.filter((_, i) => !axes.includes(i));
  return [{ shape: kept, dtype }];
};

const arg: Rule = (call) => {
  const { shape } = call.inputs[0]!;
  const [axis] = call.valuesOf(1) ?? [];
  if (axis === undefined) return undefined;
  const place = (axis + shape.length) % shape.length;
  return [{ shape: shape.filter((_, i) => i !== place), dtype: attribute(call, 'output_type') as number }];
};

/** Shape in a constant input. */
const shapeIn =
  (input: number, typedBy: (call: KernelCall) => number): Rule =>
  (call) => {
    const shape = call.valuesOf(input);
    return shape && [{ shape: [...shape], dtype: typedBy(call) }];
  };

const typeOf =
  (input: number) =>
  ({ inputs }: KernelCall): number =>
    inputs[input]!.dtype;

const convolution =
  (channels: (kernel: readonly number[]) => number): Rule =>
  (call) => {
    const [x, kernel] = call.inputs as readonly [Described, Described];
    const dilations = (attribute(call, 'dilations') as number[] | undefined) ?? [1, 1, 1, 1];
    const window = [0, 1].map((i) => (kernel.shape[i]! - 1) * dilations[i + 1]! + 1);
    const places = slid(call, window);
    return places && [{ shape: [x.shape[0]!, ...places, channels(kernel.shape)], dtype: x.dtype }];
  };

const pooling: Rule = (call) => {
  const x = call.inputs[0]!;
  const places = slid(call, (attribute(call, 'ksize') as number[]).slice(1, 3));
  return places && [{ shape: [x.shape[0]!, ...places, x.shape[3]!], dtype: x.dtype }];
};

/** Height and width of what a window gives that slides over the first input, `[batch, height, width, channels]`. */
function slid(call: KernelCall, window: readonly number[]): number[] | undefined {
  const strides = attribute(call, 'strides') as number[];
  const padding = attribute(call, 'padding');
  if ((attribute(call, 'data_format') ?? 'NHWC') !== 'NHWC') return undefined;
  if (padding !== 'SAME' && padding !== 'VALID') return undefined;
  return [0, 1].map((i) => {
    const size = call.inputs[0]!.shape[i + 1]!;
    return Math.ceil((padding === 'SAME' ? size : size - window[i]! + 1) / strides[i + 1]!);
  });
}

const padding: Rule = (call) => {
  const { shape, dtype } = call.inputs[0]!;
  const pads = call.valuesOf(1);
  return pads && [{ shape: shape.map((size, i) => size + pads[2 * i]! + pads[2 * i + 1]!), dtype }];
};

const matrixProduct =
  (transposesFirst: string, transposesSecond: string): Rule =>
  (call) => {
    const [a, b] = call.inputs as readonly [Described, Described];
    const [rows, columns] = [a.shape.length, b.shape.length];
    const first = a.shape[rows - (attribute(call, transposesFirst) ? 1 : 2)]!;
    const second = b.shape[columns - (attribute(call, transposesSecond) ? 2 : 1)]!;
    return [{ shape: [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), first, second], dtype: a.dtype }];
  };

const RULES: Record<string, Rule> = {
  [APPLY_ADAM]: ({ inputs }) => inputs.slice(0, 3),
  Select: ({ inputs }) => [inputs[1]!],
  SelectV2: ({ inputs: [condition, a, b] }) => [
    { shape: broadcast(condition!.shape, broadcast(a!.shape, b!.shape)), dtype: a!.dtype },
  ],
  Cast: (call) => [{ shape: call.inputs[0]!.shape, dtype: attribute(call, 'DstT') as number }],
  Sum: reduction,
  Mean: reduction,
  Max: reduction,
  Min: reduction,
  Prod: reduction,
  All: reduction,
  Any: reduction,
  ArgMax: arg,
  ArgMin: arg,
  Fill: shapeIn(0, typeOf(1)),
  BroadcastTo: shapeIn(1, typeOf(0)),
  StatelessRandomUniform: shapeIn(0, (call) => attribute(call, 'dtype') as number),
  Reshape: (call) => {
    const shape = call.valuesOf(1);
    if (shape === undefined) return undefined;
    const known = shape.reduce((size, n) => (n < 0 ? size : size * n), 1);
    return [{ shape: shape.map((n) => (n < 0 ? sizeOf(call.inputs[0]!) / known : n)), dtype: call.inputs[0]!.dtype }];
  },
  Transpose: (call) => {
    const { shape, dtype } = call.inputs[0]!;
    const order = call.valuesOf(1);
    return order && [{ shape: order.map((axis) => shape[axis]!), dtype }];
  },
  Tile: (call) => {
    const { shape, dtype } = call.inputs[0]!;
    const times = call.valuesOf(1);
    return times && [{ shape: shape.map((size, i) => size * times[i]!), dtype }];
  },
  ConcatV2: (call) => {
    const parts = call.inputs.slice(0, -1);
    const { shape, dtype } = parts[0]!;
    const [axis] = call.valuesOf(parts.length) ?? [];
    if (axis === undefined) return undefined;
    const place = (axis + shape.length) % shape.length;
    const length = sum(parts, (part) => part.shape[place]!);
    return [{ shape: shape.map((size, i) => (i === place ? length : size)), dtype }];
  },
  Pack: (call) => {
    const { shape, dtype } = call.inputs[0]!;
    const axis = (attribute(call, 'axis') as number | undefined) ?? 0;
    const place = axis < 0 ? axis + shape.length + 1 : axis;
    return [{ shape: [...shape.slice(0, place), call.inputs.length, ...shape.slice(place)], dtype }];
  },
  SplitV: (call) => {
    const { shape, dtype } = call.inputs[0]!;
    const [sizes, [axis] = []] = [call.valuesOf(1), call.valuesOf(2)];
    if (sizes === undefined || axis === undefined) return undefined;
    const place = (axis + shape.length) % shape.length;
    return sizes.map((length) => ({ shape: shape.map((size, i) => (i === place ? length : size)), dtype }));
  },
  Slice: (call) => {
    const { shape, dtype } = call.inputs[0]!;
    const [begin, size] = [call.valuesOf(1), call.valuesOf(2)];
    return begin && size && [{ shape: size.map((n, i) => (n < 0 ? shape[i]! - begin[i]! : n)), dtype }];
  },
  Pad: padding,
  PadV2: padding,
  MirrorPad: padding,
  MatMul: matrixProduct('transpose_a', 'transpose_b'),
  BatchMatMulV2: matrixProduct('adj_x', 'adj_y'),
  OneHot: (call) => {
    const [{ shape }, , on] = call.inputs as readonly [Described, Described, Described];
    const [depth] = call.valuesOf(1) ?? [];
    const axis = attribute(call, 'axis') as number;
    if (depth === undefined) return undefined;
    const place = axis < 0 ? shape.length : axis;
    return [{ shape: [...shape.slice(0, place), depth, ...shape.slice(place)], dtype: on.dtype }];
  },
  Conv2D: convolution((kernel) => kernel[3]!),
  DepthwiseConv2dNative: convolution((kernel) => kernel[2]! * kernel[3]!),
  Conv2DBackpropInput: shapeIn(0, typeOf(2)),
  Conv2DBackpropFilter: shapeIn(1, typeOf(0)),
  DepthwiseConv2dNativeBackpropInput: shapeIn(0, typeOf(2)),
  DepthwiseConv2dNativeBackpropFilter: shapeIn(1, typeOf(0)),
  MaxPool: pooling,
  AvgPool: pooling,
  AvgPoolGrad: shapeIn(0, typeOf(1)),
  BiasAddGrad: ({ inputs: [first] }) => [{ shape: first!.shape.slice(-1), dtype: first!.dtype }],
  // The reserved outputs only go into the gradient, which knows what they are.
  FusedBatchNormV3: ({ inputs: [x, scale] }) => [
    x!,
    scale!,
    scale!,
    scale!,
    scale!,
    { shape: [0], dtype: scale!.dtype },
  ],
  FusedBatchNormGradV3: ({ inputs: [, x, scale] }) => {
    const nothing = { shape: [0], dtype: scale!.dtype };
    return [x!, scale!, scale!, nothing, nothing];
  },
  ImageProjectiveTransformV3: (call) => {
    const { shape, dtype } = call.inputs[0]!;
    const size = call.valuesOf(2);
    return size && [{ shape: [shape[0]!, ...size, shape[3]!], dtype }];
  },
};

function attribute(call: KernelCall, name: string): unknown {
  return call.attrs.find((attr) => attr.name === name)?.value;
}

/** Source: NumPy, Broadcasting: aligned at the last axis; 1 goes with everything. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, i) => {
    const [one, other] = [a[i - length + a.length] ?? 1, b[i - length + b.length] ?? 1];
    return one === 1 ? other : one;
  });
}

function sizeOf({ shape }: Described): number {
  return product(shape);
}
