import type { Layer, Network } from '../network/layer.js';
import { pooledTop } from './pooledTop.js';

interface Stage {
  kernelSize: number;
  repeats: number;
  filters: number;
  expansion: number;
  /** Of the stage's first block. */
  strides: 1 | 2;
}

const STAGES: readonly Stage[] = [
  { kernelSize: 3, repeats: 1, filters: 16, expansion: 1, strides: 1 },
  { kernelSize: 3, repeats: 2, filters: 24, expansion: 6, strides: 2 },
  { kernelSize: 5, repeats: 2, filters: 40, expansion: 6, strides: 2 },
  { kernelSize: 3, repeats: 3, filters: 80, expansion: 6, strides: 2 },
  { kernelSize: 5, repeats: 3, filters: 112, expansion: 6, strides: 1 },
  { kernelSize: 5, repeats: 4, filters: 192, expansion: 6, strides: 2 },
  { kernelSize: 3, repeats: 1, filters: 320, expansion: 6, strides: 1 },
];
/** `block1a`, `block2a`, `block2b`, ...: the names of Keras' EfficientNets. */
const blockName = (stage: number, repeat: number): string => `block${stage + 1}${'abcd'[repeat]}`;

/** Ends of the blocks of EfficientNetLite0, from the input up. */
export const EFFICIENT_NET_LITE_0_BLOCKS: readonly string[] = STAGES.flatMap(({ repeats }, stage) =>
  Array.from({ length: repeats }, (_, i) => `${blockName(stage, i)}_${i === 0 ? 'project_bn' : 'add'}`),
);

/**
 * EfficientNet-Lite0 without its top, under the names of Keras' EfficientNetB0: no squeeze and excitation, relu6 for
 * swish. Stochastic depth, which is only for training on ImageNet, is left out.
 *
 * Source: github.com/tensorflow/tpu `efficientnet/lite`; Tan and Le 2019, arXiv:1905.11946.
 */
export function efficientNetLite0(): Network {
  const layers: Layer[] = [{ kind: 'InputLayer', name: 'input_1', inputs: [] }];
  const common = { padding: 'same', useBias: false, initializer: 'heFanOut' } as const;
  const convolution = (name: string, input: string, filters: number, size = 1, strides = 1): string => {
    layers.push({ kind: 'Conv2D', name, inputs: [input], filters, kernelSize: [size, size], strides, ...common });
    return name;
  };
  const depthwise = (name: string, input: string, size: number, strides: number): string => {
    layers.push({ kind: 'DepthwiseConv2D', name, inputs: [input], kernelSize: [size, size], strides, ...common });
    return name;
  };
  const normalisation = (name: string, input: string): string => {
    layers.push({ kind: 'BatchNormalization', name, inputs: [input], epsilon: 1e-3, momentum: 0.99, scale: true });
    return name;
  };
  const relu6 = (name: string, input: string): string => {
    layers.push({ kind: 'Activation', name, inputs: [input], activation: 'relu6' });
    return name;
  };

  let x = relu6('stem_activation', normalisation('stem_bn', convolution('stem_conv', 'input_1', 32, 3, 2)));
  let channels = 32;
  for (const [stage, { kernelSize, repeats, filters, expansion, strides }] of STAGES.entries()) {
    for (let i = 0; i < repeats; i++) {
      const block = blockName(stage, i);
      const input = x;
      if (expansion > 1) {
        x = convolution(`${block}_expand_conv`, x, expansion * channels);
        x = relu6(`${block}_expand_activation`, normalisation(`${block}_expand_bn`, x));
      }
      x = depthwise(`${block}_dwconv`, x, kernelSize, i === 0 ? strides : 1);
      x = relu6(`${block}_activation`, normalisation(`${block}_bn`, x));
      x = normalisation(`${block}_project_bn`, convolution(`${block}_project_conv`, x, filters));
      if (i > 0) {
        layers.push({ kind: 'Add', name: `${block}_add`, inputs: [x, input] });
        x = `${block}_add`;
      }
      channels = filters;
    }
  }
  x = relu6('top_activation', normalisation('top_bn', convolution('top_conv', x, 1280)));
  return { layers, output: x };
}

/** The ImageNet top, with the dropout of EfficientNet-Lite0. Source: github.com/tensorflow/tpu `efficientnet/lite`. */
export function efficientNetLite0Top(input: string): Layer[] {
  return pooledTop('avg_pool', input, { name: 'top_dropout', rate: 0.2 });
}
