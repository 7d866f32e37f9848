import type { Group } from 'h5wasm';
import type { RawWeight } from '../network/weights.js';
import type { ConfigModel } from './configTypes.js';
import { groupAt, text, weightAt } from './hdf5.js';
import { type StoredLayer, storedLayers } from './storedLayers.js';

/** What Keras 3, and the oldest of the tf.keras that wrote this format, call the layers of a model. */
const LAYERS = ['layers', '_layer_checkpoint_dependencies'] as const;

/** Whether an HDF5 file is one of Keras 3's weights. */
export function isKeras3(file: Group): boolean {
  return LAYERS.some((name) => groupAt(file, name) !== undefined);
}

/** The layers with weights that a Keras 3 weights file holds for a configuration. */
export function readKeras3(file: Group, config: ConfigModel): StoredLayer[] {
  return storedLayers(config, ({ place }) => {
    const group = groupAt(file, place) ?? groupAt(file, place.replaceAll(...LAYERS));
    return group ? variables(group) : [];
  });
}

/** The layers with weights of a Keras 3 weights file that stands alone. Newer ones keep the names of layers, too. */
export function readKeras3Alone(file: Group, model = ''): StoredLayer[] {
  const layers = groupAt(file, LAYERS[0]) ?? groupAt(file, LAYERS[1]);
  if (layers === undefined) return [];
  return inOrder(layers.keys()).flatMap((key): StoredLayer[] => {
    const group = groupAt(layers, key);
    if (group === undefined) return [];
    const weights = variables(group);
    const vars = groupAt(group, 'vars');
    const name = vars && text(vars, 'name');
    const own = { name, kind: key.replace(/_\d+$/, ''), model, weights };
    return [...(weights.length > 0 ? [own] : []), ...readKeras3Alone(group, `${model}/${key}`)];
  });
}

function variables(group: Group): RawWeight[] {
  const vars = groupAt(group, 'vars');
  if (vars === undefined) return [];
  return inOrder(vars.keys()).flatMap((key) => weightAt(vars, key) ?? []);
}

/** `conv2d`, `conv2d_2`, `conv2d_10`: by the number at the end. */
function inOrder(keys: readonly string[]): string[] {
  const number = (key: string): number => Number(/(\d+)$/.exec(/^\d+$|_\d+$/.exec(key)?.[0] ?? '')?.[1] ?? 0);
  return [...keys].sort((a, b) => number(a) - number(b));
}
