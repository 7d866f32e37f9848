import type { Layer, Network } from '../network/layer.js';
import type { InputShape } from '../network/outputShapes.js';
import type { ConfigLayer, ConfigModel } from './configTypes.js';
import { layerOfConfig } from './layerOfConfig.js';
import { isAugmentation } from './modelConfig.js';
import { layerOf, notSupported } from './notSupported.js';

export interface ConfiguredNetwork {
  network: Network;
  inputShape: InputShape;
  /** The layer of the configuration that each layer of the network is. */
  origins: Map<string, ConfigLayer>;
}

/**
 * Turns the configuration of a Keras model into a network. Models within the model are laid flat; where two layers have
 * one name, the second one's begins with that of its model. Augmentation layers are left out.
 *
 * @param shown name of the file in error messages
 * @throws UserError that names the first layer that thaw does not run
 */
export function networkOfConfig(model: ConfigModel, shown: string): ConfiguredNetwork {
  const built: Built = { layers: [], origins: new Map() };
  const output = addModel(built, model, undefined, shown);
  const { layers, origins, inputShape } = built;
  if (inputShape === undefined) throw notSupported(shown, `model ${model.name}`, 'an input layer', 'none');
  return { network: { layers, output }, inputShape, origins };
}

/** The network as far as it is built. */
interface Built {
  layers: Layer[];
  origins: Map<string, ConfigLayer>;
  inputShape?: InputShape;
}

/**
 * Adds the layers of a model.
 *
 * @param incoming name of the layer whose output comes in; undefined for the outermost model, which has an input layer
 * @returns the name in the network of the model's output
 */
function addModel(built: Built, model: ConfigModel, incoming: string | undefined, shown: string): string {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    const received = `${model.inputs.length} inputs and ${model.outputs.length} outputs`;
    throw notSupported(shown, `model ${model.name}`, 'one input and one output', received);
  }
  const [input] = model.inputs;
  /** Names in the network of the outputs of the model's layers. */
  const outputs = new Map<string, string>();
  for (const layer of model.layers) {
    const isInput = layer.name === input;
    if (isInput && incoming !== undefined) outputs.set(input, incoming);
    else outputs.set(layer.name, addLayer(built, layer, isInput ? [] : inputsOf(layer, outputs, shown), shown));
  }
  const output = outputs.get(model.outputs[0]!);
  if (output !== undefined) return output;
  throw notSupported(shown, `model ${model.name}`, 'its output among its layers', model.outputs[0]!);
}

/** Names in the network of what comes into a layer. */
function inputsOf(layer: ConfigLayer, outputs: ReadonlyMap<string, string>, shown: string): string[] {
  if (layer.calls.length !== 1) {
    throw notSupported(shown, layerOf(layer), 'a layer that is called once', `${layer.calls.length} calls`);
  }
  return layer.calls[0]!.map((name) => {
    const output = outputs.get(name);
    if (output === undefined) throw notSupported(shown, layerOf(layer), 'its input before it', name);
    return output;
  });
}

/** @returns the name in the network of the layer's output */
function addLayer(built: Built, layer: ConfigLayer, inputs: string[], shown: string): string {
  if (layer.inner !== undefined) return addModel(built, layer.inner, inputs[0], shown);
  if (isAugmentation(layer)) return inputs[0]!;
  const name = built.origins.has(layer.name) ? [...layer.models, layer.name].join('_') : layer.name;
  if (layer.className === 'InputLayer') built.inputShape = inputShapeOf(layer, shown);
  built.layers.push({ ...layerOfConfig(layer, shown), name, inputs } as Layer);
  built.origins.set(name, layer);
  return name;
}

function inputShapeOf(layer: ConfigLayer, shown: string): InputShape {
  const shape = layer.config.batch_shape ?? layer.config.batch_input_shape;
  const [, height, width, channels] = Array.isArray(shape) ? shape : [];
  if (!Array.isArray(shape) || shape.length !== 4 || typeof channels !== 'number') {
    throw notSupported(
      shown,
      layerOf(layer),
      'images, [batch, height, width, channels]',
      JSON.stringify(shape ?? null),
    );
  }
  return [height as number | null, width as number | null, channels];
}
