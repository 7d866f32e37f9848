import type { Layer, Network } from '../network/layer.js';
import type { InputShape } from '../network/outputShapes.js';
import type { ConfigLayer, ConfigModel } from './configTypes.js';
import { layerOf, notSupported } from './doesNotServe.js';
import { layerOfConfig } from './layerOfConfig.js';
import { isAugmentation } from './modelConfig.js';

export interface ConfiguredNetwork {
  network: Network;
  inputShape: InputShape;
  /** The layer of the configuration that each layer of the network is. */
  origins: Map<string, ConfigLayer>;
}

/**
 * Turns the configuration of a Keras model into a network. Models within the model are laid flat; where two layers have
 * one name, the later one's begins with that of its model. Augmentation is left out.
 *
 * @param shown the name of the file that errors show
 * @throws UserError that names the first layer that thaw does not run
 */
export function networkOfConfig(model: ConfigModel, shown: string): ConfiguredNetwork {
  const layers: Layer[] = [];
  const origins = new Map<string, ConfigLayer>();
  let inputShape: InputShape | undefined;

  const add = (part: ConfigModel, incoming: string | undefined): string => {
    const [input] = part.inputs;
    if (part.inputs.length !== 1 || part.outputs.length !== 1) {
      const received = `${part.inputs.length} inputs and ${part.outputs.length} outputs`;
      throw notSupported(shown, `model ${part.name}`, 'one input and one output', received);
    }
    /** Names in the network of the outputs of the model's layers. */
    const outputs = new Map<string, string>();
    for (const layer of part.layers) {
      if (layer.name === input && incoming !== undefined) {
        outputs.set(input, incoming);
        continue;
      }
      if (layer.name !== input && layer.calls.length !== 1) {
        throw notSupported(shown, layerOf(layer), 'a layer that is called once', `${layer.calls.length} calls`);
      }
      const inputs = (layer.name === input ? [] : layer.calls[0]).map((name) => {
        const output = outputs.get(name);
        if (output === undefined) throw notSupported(shown, layerOf(layer), 'its input before it', name);
        return output;
      });
      if (layer.inner !== undefined) {
        outputs.set(layer.name, add(layer.inner, inputs[0]));
        continue;
      }
      if (isAugmentation(layer)) {
        outputs.set(layer.name, inputs[0]);
        continue;
      }
      const name = origins.has(layer.name) ? [...layer.models, layer.name].join('_') : layer.name;
      if (layer.className === 'InputLayer') inputShape = inputShapeOf(layer, shown);
      layers.push({ ...layerOfConfig(layer, shown), name, inputs } as Layer);
      origins.set(name, layer);
      outputs.set(layer.name, name);
    }
    const output = outputs.get(part.outputs[0]);
    if (output === undefined)
      throw notSupported(shown, `model ${part.name}`, 'its output among its layers', part.outputs[0]);
    return output;
  };

  const output = add(model, undefined);
  if (inputShape === undefined) throw notSupported(shown, `model ${model.name}`, 'an input layer', 'none');
  return { network: { layers, output }, inputShape, origins };
}

function inputShapeOf(layer: ConfigLayer, shown: string): InputShape {
  const shape = layer.config.batch_shape ?? layer.config.batch_input_shape;
  const [, height, width, channels] = Array.isArray(shape) ? shape : [];
  if (!Array.isArray(shape) || shape.length !== 4 || typeof channels !== 'number') {
    throw notSupported(
      shown,
      layerOf(layer),
      'pictures, [batch, height, width, channels]',
      JSON.stringify(shape ?? null),
    );
  }
  return [height as number | null, width as number | null, channels];
}
