import type { Layer, Network } from '../network/layer.js';
import { networkBuilder } from './networkBuilder.js';
import { pooledTop } from './pooledTop.js';

interface Stage {
  kernelSize: number;
  repeats: number;
  filters: number;
  expansion: number;
  /** Of the stage's first block. */
  strides: 1 | 2;
}

/** The stages of EfficientNet-Lite0, which the larger ones scale. */
const STAGES: readonly Stage[] = [
  { kernelSize: 3, repeats: 1, filters: 16, expansion: 1, strides: 1 },
  { kernelSize: 3, repeats: 2, filters: 24, expansion: 6, strides: 2 },
  { kernelSize: 5, repeats: 2, filters: 40, expansion: 6, strides: 2 },
  { kernelSize: 3, repeats: 3, filters: 80, expansion: 6, strides: 2 },
  { kernelSize: 5, repeats: 3, filters: 112, expansion: 6, strides: 1 },
  { kernelSize: 5, repeats: 4, filters: 192, expansion: 6, strides: 2 },
  { kernelSize: 3, repeats: 1, filters: 320, expansion: 6, strides: 1 },
];

/** How an EfficientNet-Lite differs from Lite0. */
interface LiteScaling {
  /** Factor of the filters of all stages. */
  width: number;
  /** Factor of the blocks of a stage; the first and the last stage keep their one block. */
  depth: number;
  /** Rate of the dropout of the ImageNet top. */
  dropout: number;
}

/** 0 for EfficientNet-Lite0, and so on. */
export type LiteSize = 0 | 1 | 2;

/** Source: github.com/tensorflow/tpu `efficientnet/lite/efficientnet_lite_builder.py`. */
const SCALINGS: Readonly<Record<LiteSize, LiteScaling>> = {
  0: { width: 1, depth: 1, dropout: 0.2 },
  1: { width: 1, depth: 1.1, dropout: 0.2 },
  2: { width: 1.1, depth: 1.2, dropout: 0.3 },
};

/** Filters are a multiple of this. */
const DIVISOR = 8;

function stagesOf({ width, depth }: LiteScaling): Stage[] {
  return STAGES.map((stage, i) => ({
    ...stage,
    filters: scaledFilters(stage.filters, width),
    repeats: i === 0 || i === STAGES.length - 1 ? stage.repeats : Math.ceil(depth * stage.repeats),
  }));
}

/** The nearest multiple of eight that is at least nine tenths: `round_filters` of EfficientNet. */
function scaledFilters(filters: number, width: number): number {
  const wanted = filters * width;
  const rounded = Math.max(DIVISOR, Math.floor((wanted + DIVISOR / 2) / DIVISOR) * DIVISOR);
  return rounded < 0.9 * wanted ? rounded + DIVISOR : rounded;
}

/** `block1a`, `block2a`, `block2b`, ...: the names of Keras' EfficientNets. */
const blockName = (stage: number, repeat: number): string => `block${stage + 1}${'abcde'[repeat]}`;

/** Returns the ends of the blocks of an EfficientNet-Lite, from the input up. */
export function efficientNetLiteBlocks(size: LiteSize): readonly string[] {
  return stagesOf(SCALINGS[size]).flatMap(({ repeats }, stage) =>
    Array.from({ length: repeats }, (_, i) => `${blockName(stage, i)}_${i === 0 ? 'project_bn' : 'add'}`),
  );
}

/**
 * EfficientNet-Lite without its top, under the names of Keras' EfficientNets: no squeeze and excitation, relu6 for
 * swish, and a stem and a last convolution that are not scaled. Stochastic depth, which is only for training on
 * ImageNet, is left out.
 *
 * Source: github.com/tensorflow/tpu `efficientnet/lite`; Tan and Le 2019, arXiv:1905.11946.
 */
export function efficientNetLite(size: LiteSize): Network {
  const { convolution, depthwise, normalization, activation, add, network } = networkBuilder({
    useBias: false,
    initializer: 'heFanOut',
  });
  const relu6 = (name: string, input: string): string => activation(name, input, 'relu6');

  let x = convolution('stem_conv', 'input_1', { filters: 32, size: 3, strides: 2 });
  x = relu6('stem_activation', normalization('stem_bn', x));
  let channels = 32;
  for (const [stage, { kernelSize, repeats, filters, expansion, strides }] of stagesOf(SCALINGS[size]).entries()) {
    for (let i = 0; i < repeats; i++) {
      const block = blockName(stage, i);
      const input = x;
      if (expansion > 1) {
        x = convolution(`${block}_expand_conv`, x, { filters: expansion * channels });
        x = relu6(`${block}_expand_activation`, normalization(`${block}_expand_bn`, x));
      }
      x = depthwise(`${block}_dwconv`, x, { size: kernelSize, strides: i === 0 ? strides : 1 });
      x = relu6(`${block}_activation`, normalization(`${block}_bn`, x));
      x = normalization(`${block}_project_bn`, convolution(`${block}_project_conv`, x, { filters }));
      if (i > 0) x = add({ kind: 'Add', name: `${block}_add`, inputs: [x, input] });
      channels = filters;
    }
  }
  x = relu6('top_activation', normalization('top_bn', convolution('top_conv', x, { filters: 1280 })));
  return network(x);
}

/** The ImageNet top of an EfficientNet-Lite. */
export function efficientNetLiteTop(size: LiteSize, input: string): Layer[] {
  return pooledTop('avg_pool', input, { name: 'top_dropout', rate: SCALINGS[size].dropout });
}
