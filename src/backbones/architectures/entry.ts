import type { Interpolation } from '../../dataset/resize.js';
import type { ScalingMode } from '../../preprocess/scaling.js';
import type { Boundaries } from '../network/blocks.js';
import type { Layer, Network } from '../network/layer.js';
import type { RawWeight, WeightName } from '../network/weights.js';

/** What an architecture takes, whatever its weights. */
interface Architecture extends Boundaries {
  /** Least height and width that the architecture takes, in pixels. */
  leastSize: number;
  /** Height and width that its ImageNet weights were trained at, in pixels. */
  defaultSize: number;
  /** Name of the layer before pooling, whose output are the features. */
  cutLayer: string;
  /** Channels that come out of it. */
  featureChannels: number;
  /** Ends of blocks, from the input up: where it can be unfrozen, by name. */
  blocks: readonly string[];
}

/** What weights were trained on, and where they come from. */
export interface Training {
  scaling: ScalingMode;
  /** Of the channels as the network sees them, after the scaling: `caffe` turns them round itself. */
  channelOrder: 'RGB' | 'BGR';
  /** A suggestion: the sources do not say; bilinear is that of Keras' `image_dataset_from_directory`. */
  interpolation: Interpolation;
  licence: string;
  /** Where the weights come from and what is known of them. */
  source: string;
}

/** What a backbone with its weights expects; as timm's PretrainedCfg. */
export type Expectation = Architecture & Training;

/** Weights that come inside a package. */
export interface Bundled extends Training {
  /** Whether there are weights of the ImageNet top among them. */
  hasTop: boolean;
  /** @param project folder that was set up */
  load(network: Network, project: string): Promise<Map<WeightName, RawWeight>>;
}

/** The `weights` that Keras builds a network for. */
export type KerasVariant = 'imagenet' | 'random';

export interface Entry extends Architecture {
  /** @param weights `random` where they will be drawn: Keras builds some without a layer then. Default `imagenet` */
  build(weights?: KerasVariant): Network;
  /** Which of these weights are of; `imagenet` where the network is the same, or it is left out. */
  variantOf?(weights: ReadonlyMap<WeightName, RawWeight>): KerasVariant;
  /** Layers of the ImageNet top, as of keras-applications, on the layer `input`; undefined if there is none. */
  top: ((input: string) => Layer[]) | undefined;
  bundled: { readonly [name in 'imagenet' | 'nsfwjs']?: Bundled };
  /** Of a file of Keras' weights; undefined if there is none. */
  file: Training | undefined;
}
