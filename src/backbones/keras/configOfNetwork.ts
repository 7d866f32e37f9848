import { UserError } from '../../base/errors.js';
import { type Layer, WITH_WEIGHTS } from '../network/layer.js';
import { type OutputShape, outputShapes, sides } from '../network/outputShapes.js';
import { zerosAlong } from '../network/padding.js';
import { layersInOrderOfKeras } from './layerOrder.js';
import type { Model } from './readModel.js';

type Config = Record<string, unknown>;

/**
 * The configuration of a network as a functional model, which `keras.models.model_from_json` reads.
 *
 * @param dialect `keras3` as in `.keras` files; `keras2` as Keras 2, tf.keras and tfjs read it, and Keras 3 in `.h5` files
 * @param model its input shape is of images; where a padding depends on height and width they must be given
 * @throws UserError if a padding depends on a height or width that is null
 */
export function configOfNetwork(
  { network, inputShape, trainable }: Pick<Model, 'network' | 'inputShape' | 'trainable'>,
  dialect: 'keras2' | 'keras3',
): Config {
  const shapes = outputShapes(network, inputShape);
  const layers = layersInOrderOfKeras(network);
  const input = layers[0]!;
  const trains = ({ kind, name }: Layer): boolean => !WITH_WEIGHTS.has(kind) || (trainable?.has(name) ?? true);
  const write = dialect === 'keras3' ? keras3Layer : keras2Layer;
  const config = {
    name: 'thaw',
    trainable: true,
    layers: layers.map((layer) => write(layer, { trainable: trains(layer), ...optionsOf(layer, shapes) }, shapes)),
    input_layers: [[nameInKeras(input.name), 0, 0]],
    output_layers: [[nameInKeras(network.output), 0, 0]],
  };
  return dialect === 'keras3'
    ? { module: 'keras.src.models.functional', class_name: 'Functional', config, registered_name: 'Functional' }
    : { class_name: 'Model', config };
}

/** Keras 3 allows no slash in the name of a layer. */
export function nameInKeras(name: string): string {
  return name.replaceAll('/', '_');
}

type Shapes = ReadonlyMap<string, OutputShape>;

function keras3Layer(layer: Layer, options: Config, shapes: Shapes): Config {
  const name = nameInKeras(layer.name);
  const tensor = (input: string): Config => ({
    class_name: '__keras_tensor__',
    config: { shape: shapes.get(input), dtype: 'float32', keras_history: [nameInKeras(input), 0, 0] },
  });
  const tensors = layer.inputs.map(tensor);
  const args = takesMany(layer) ? [tensors] : tensors;
  return {
    module: layer.kind === 'CustomScaleLayer' ? 'keras.src.applications.inception_resnet_v2' : 'keras.layers',
    class_name: layer.kind,
    config: {
      name,
      dtype: 'float32',
      ...(layer.kind === 'InputLayer' ? { batch_shape: shapes.get(layer.name) } : options),
    },
    registered_name: layer.kind === 'CustomScaleLayer' ? layer.kind : null,
    name,
    inbound_nodes: layer.kind === 'InputLayer' ? [] : [{ args, kwargs: {} }],
  };
}

function keras2Layer(layer: Layer, options: Config, shapes: Shapes): Config {
  const name = nameInKeras(layer.name);
  return {
    class_name: layer.kind,
    name,
    config: {
      name,
      dtype: 'float32',
      ...(layer.kind === 'InputLayer' ? { batch_input_shape: shapes.get(layer.name) } : options),
      // Keras 3 knows it by this name too.
      ...(options.activation === 'silu' && { activation: 'swish' }),
    },
    inbound_nodes: layer.kind === 'InputLayer' ? [] : [layer.inputs.map((input) => [nameInKeras(input), 0, 0, {}])],
  };
}

function takesMany({ kind }: Layer): boolean {
  return ['Concatenate', 'Add', 'Multiply', 'Average', 'Maximum', 'CustomScaleLayer'].includes(kind);
}

/** A layer's options, under the names that all dialects share. */
function optionsOf(layer: Layer, shapes: Shapes): Config {
  const channelsLast = { data_format: 'channels_last' };
  switch (layer.kind) {
    case 'Conv2D':
    case 'SeparableConv2D':
    case 'DepthwiseConv2D': {
      const { kernelSize, strides, padding, useBias } = layer;
      return {
        ...(layer.kind !== 'DepthwiseConv2D' && { filters: layer.filters }),
        ...(layer.kind !== 'Conv2D' && { depth_multiplier: 1 }),
        kernel_size: kernelSize,
        strides: [strides, strides],
        padding,
        ...channelsLast,
        dilation_rate: [1, 1],
        activation: layer.activation ?? 'linear',
        use_bias: useBias,
      };
    }
    case 'BatchNormalization': {
      const { momentum, epsilon, scale, center = true } = layer;
      return { axis: -1, momentum, epsilon, center, scale };
    }
    case 'Activation':
      return { activation: layer.activation };
    case 'LeakyReLU':
      return { negative_slope: layer.negativeSlope };
    case 'ELU':
      return { alpha: layer.alpha };
    case 'ReLU':
      return { max_value: layer.maxValue, negative_slope: layer.negativeSlope, threshold: layer.threshold };
    case 'PReLU':
      return { shared_axes: layer.sharedAxes };
    case 'MaxPooling2D':
    case 'AveragePooling2D': {
      const { poolSize, strides, padding } = layer;
      return { pool_size: sides(poolSize), strides: sides(strides), padding, ...channelsLast };
    }
    case 'ZeroPadding2D': {
      const [, height, width] = shapes.get(layer.inputs[0]!)! as [number, number, number];
      return { padding: [zerosOf(layer, 'rows', height), zerosOf(layer, 'columns', width)], ...channelsLast };
    }
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return { ...channelsLast, keepdims: layer.keepDims ?? false };
    case 'Flatten':
      return channelsLast;
    case 'Concatenate':
      return { axis: -1 };
    case 'Dense':
      return { units: layer.units, activation: layer.activation, use_bias: layer.useBias ?? true };
    case 'Reshape':
      return { target_shape: layer.targetShape };
    case 'Resizing':
      return { height: layer.height, width: layer.width, interpolation: layer.interpolation, ...channelsLast };
    case 'Dropout':
      return { rate: layer.rate, noise_shape: layer.noiseShape ?? null, seed: null };
    case 'Rescaling':
      return { scale: layer.scale, offset: layer.offset };
    case 'Normalization':
      return { axis: [-1], invert: false, mean: null, variance: null, ...layer.constants };
    case 'CustomScaleLayer':
      return { scale: layer.scale };
    case 'Add':
    case 'Multiply':
    case 'Average':
    case 'Maximum':
    case 'InputLayer':
      return {};
    case 'ReverseChannels':
    case 'TwoClasses':
    case 'SumToOne':
      throw new UserError(
        'Only layers that Keras has can be written.',
        layer.kind,
        'Keep the file that the model came from.',
      );
  }
}

function zerosOf(
  layer: Layer & { kind: 'ZeroPadding2D' },
  axis: 'rows' | 'columns',
  length: number | null,
): readonly [before: number, after: number] {
  const depends = typeof layer.padding === 'object' && 'correctFor' in layer.padding;
  if (length !== null || !depends) return zerosAlong(axis, length ?? 0, layer.padding);
  throw new UserError(
    `The padding ${layer.name} depends on the size of the images, which a Keras file must state.`,
    'a model for images of any size',
    'Give height and width.',
  );
}
