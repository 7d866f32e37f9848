import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PROJECT } from '../../base/project.js';
import type { KerasArchitecture } from '../keras/architectureOfConfig.js';
import type { Layer, Network } from '../network/layer.js';

/**
 * Models of keras.applications whose layers are read from what Keras wrote. `npm run networks:keras` writes them: some
 * kilobytes each, so that thaw needs neither Keras nor its seconds of start to build one.
 */
export const KERAS_NETWORKS = [
  'Xception',
  'VGG19',
  'ResNet101',
  'ResNet152',
  'ResNet50V2',
  'ResNet101V2',
  'ResNet152V2',
  'InceptionResNetV2',
  'DenseNet121',
  'DenseNet169',
  'DenseNet201',
  'MobileNet',
  'MobileNetV3Small',
  'MobileNetV3Large',
  'EfficientNetB0',
  'EfficientNetB1',
  'EfficientNetB2',
  'EfficientNetB3',
  'EfficientNetB4',
  'EfficientNetB5',
  'EfficientNetB6',
  'EfficientNetB7',
  'EfficientNetV2B0',
  'EfficientNetV2B1',
  'EfficientNetV2B2',
  'EfficientNetV2B3',
  'EfficientNetV2S',
  'EfficientNetV2M',
  'EfficientNetV2L',
] as const;
export type KerasNetworkName = (typeof KERAS_NETWORKS)[number];

/** Path of the file that holds the layers of a network, as compressed JSON. */
export function fileOfNetwork(name: KerasNetworkName): string {
  return path.join(PROJECT, 'src/backbones/architectures/networks', `${name}.json.gz`);
}

const read = new Map<KerasNetworkName, KerasArchitecture>();

/** The layers of a model of keras.applications; read once. */
export function kerasNetwork(name: KerasNetworkName): KerasArchitecture {
  const known = read.get(name);
  if (known !== undefined) return known;
  const architecture = JSON.parse(gunzipSync(readFileSync(fileOfNetwork(name))).toString()) as KerasArchitecture;
  read.set(name, architecture);
  return architecture;
}

/**
 * The last layer of each block, from the input up.
 *
 * @param pattern of the names of layers that may end a block; its first group is the block
 */
export function blockEnds({ layers }: Network, pattern: RegExp): string[] {
  const ends = new Map<string, string>();
  for (const { name } of layers) {
    const block = pattern.exec(name)?.[1];
    if (block !== undefined) ends.set(block, name);
  }
  return [...ends.values()];
}

/** A network without one of its layers that have one input; as it is where it has no such layer. */
export function withoutLayer(network: Network, name: string): Network {
  const { layers, output } = network;
  const input = layers.find((layer) => layer.name === name)?.inputs[0];
  if (input === undefined) return network;
  const before = (one: string): string => (one === name ? input : one);
  const rest = layers.filter((layer) => layer.name !== name);
  return {
    layers: rest.map((layer): Layer => ({ ...layer, inputs: layer.inputs.map(before) })),
    output: before(output),
  };
}
