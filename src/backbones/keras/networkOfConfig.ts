import { pluralize } from '../../base/text/pluralize.js';
import type { Layer, Network } from '../network/layer.js';
import { type InputShape, outputShapes } from '../network/outputShapes.js';
import type { ConfigLayer, ConfigModel } from './configTypes.js';
import { axisOf, layerOfConfig } from './layerOfConfig.js';
import { passesInference } from './modelConfig.js';
import { layerOf, notSupported } from './notSupported.js';

export interface ConfiguredNetwork {
  network: Network;
  inputShape: InputShape;
  /** The layer of the configuration that each layer of the network is. */
  origins: Map<string, ConfigLayer>;
}

/**
 * Turns the configuration of a Keras model into a network. Models within the model are laid flat; where two layers have
 * one name, the second one's begins with that of its model. Layers that change nothing in inference, such as augmentation,
 * are left out.
 *
 * @param shown name of the file in error messages
 * @param kerasVersion of the Keras that wrote the file
 * @throws UserError that names the first layer that thaw does not run
 */
export function networkOfConfig(model: ConfigModel, shown: string, kerasVersion?: string): ConfiguredNetwork {
  const built: Built = { layers: [], origins: new Map(), kerasVersion };
  const output = addModel(built, model, undefined, shown);
  const { layers, origins, inputShape } = built;
  if (inputShape === undefined) throw notSupported(shown, `model ${model.name}`, 'an input layer', 'none');
  checkAxes(built, inputShape, shown);
  return { network: { layers, output }, inputShape, origins };
}

/** Axis 1 is the last one of vectors, and the rows of maps. */
function checkAxes({ layers, origins }: Built, inputShape: InputShape, shown: string): void {
  const shapes = outputShapes({ layers }, inputShape);
  for (const { name, inputs } of layers) {
    const layer = origins.get(name)!;
    if (axisOf(layer) !== 1 || shapes.get(inputs[0]!)?.length === 2) continue;
    throw notSupported(shown, layerOf(layer), 'axis -1 or 3', '1, with channels first');
  }
}

/** The network as far as it is built. */
interface Built {
  layers: Layer[];
  origins: Map<string, ConfigLayer>;
  inputShape?: InputShape;
  kerasVersion: string | undefined;
}

/**
 * Adds the layers of a model.
 *
 * @param incoming name of the layer whose output comes in; undefined for the outermost model, which has an input layer
 * @returns the name in the network of the model's output
 */
function addModel(built: Built, model: ConfigModel, incoming: string | undefined, shown: string): string {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    const received = `${pluralize(model.inputs.length, 'input')} and ${pluralize(model.outputs.length, 'output')}`;
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
  if (passesInference(layer)) return inputs[0]!;
  const name = built.origins.has(layer.name) ? [...layer.models, layer.name].join('_') : layer.name;
  if (layer.className === 'InputLayer') built.inputShape = inputShapeOf(layer, shown);
  built.layers.push({ ...layerOfConfig(layer, shown, built.kerasVersion), name, inputs } as Layer);
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
