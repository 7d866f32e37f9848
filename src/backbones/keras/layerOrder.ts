import type { Layer, Network } from '../network/layer.js';

/**
 * The layers in the order of `model.layers` in Keras, in which its files number and list them: by distance from the
 * output, the farthest first; at one distance, as a walk from the output meets them. Layers that the output does not
 * follow from are left out.
 *
 * Source: Keras `ops/function.py`, `map_graph`.
 */
export function layersInOrderOfKeras(network: Network): Layer[] {
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]));
  const met = new Map<string, number>();
  const inputsFirst: Layer[] = [];
  const walk = (name: string): void => {
    if (met.has(name)) return;
    met.set(name, met.size);
    const layer = byName.get(name)!;
    for (const input of layer.inputs) walk(input);
    inputsFirst.push(layer);
  };
  walk(network.output);
  const distance = new Map<string, number>([[network.output, 0]]);
  for (const { name, inputs } of [...inputsFirst].reverse()) {
    const next = distance.get(name)! + 1;
    for (const input of inputs) distance.set(input, Math.max(next, distance.get(input) ?? 0));
  }
  return inputsFirst.sort((a, b) => {
    const farther = distance.get(b.name)! - distance.get(a.name)!;
    return farther === 0 ? met.get(a.name)! - met.get(b.name)! : farther;
  });
}
