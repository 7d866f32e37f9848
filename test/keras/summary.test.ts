import { expect, test } from 'vitest';
import { type BackboneName, REGISTRY } from '../../src/backbones/architectures/registry.js';
import { layersInOrderOfKeras } from '../../src/backbones/keras/layerOrder.js';
import { summarize } from '../../src/backbones/network/summary.js';
import { withTop } from '../../src/backbones/pretrained/loadWithTop.js';
import { python } from './python.js';
import { SQUEEZE_NET_OF_KERAS } from './squeezeNet.js';

interface Counted {
  total: number;
  trainable: number;
  layers: [name: string, shape: (number | null)[], parameters: number][];
}

/** The case of every size of every backbone, without its top and with it; VGG16's top has weights for one size each. */
const CASES = (
  [
    ['InceptionV3', [227, 454], [75, 80]],
    ['ResNet50', [227, 454], [64, 33]],
    ['MobileNetV2', [227, 454], [65, 96]],
    ['VGG16', [224, 224], [32, 47]],
    ['SqueezeNet', [227, 454], [31, 64]],
  ] satisfies [BackboneName, ...[number, number][]][]
).flatMap(([name, ...sizes]) =>
  sizes.flatMap(([height, width]) => [false, true].map((hasTop) => ({ name, height, width, hasTop }))),
);

test('parameters and output shapes of every layer, and the totals, are those of Keras', () => {
  const answer = python(
    `
import keras
${SQUEEZE_NET_OF_KERAS}
answer = []
for case in given:
    keras.backend.clear_session()
    shape = (case['height'], case['width'], 3)
    if case['name'] == 'SqueezeNet':
        model = squeeze_net(shape, case['hasTop'])
    else:
        build = getattr(keras.applications, case['name'])
        model = build(include_top=case['hasTop'], weights=None, input_shape=shape)
    answer.append({
        'total': model.count_params(),
        'trainable': sum(w.numpy().size for w in model.trainable_weights),
        'layers': [[l.name, list(l.output.shape), l.count_params()] for l in model.layers],
    })
`,
    CASES,
  ) as Counted[];
  for (const [i, { name, height, width, hasTop }] of CASES.entries()) {
    const what = `${name}${hasTop ? ' with its top' : ''} at ${height}x${width}`;
    const network = hasTop ? withTop(name) : REGISTRY[name].build();
    const summary = summarize({ network, inputShape: [height, width, 3] });
    const { total, trainable, layers } = answer[i];
    expect([summary.total, summary.trainable, summary.nonTrainable], what).toEqual([
      total,
      trainable,
      total - trainable,
    ]);
    const rows = new Map(summary.rows.map((row) => [row.name, [row.outputShape, row.parameters]]));
    if (name === 'SqueezeNet') {
      // Keras' model of it has its activations in the convolutions.
      const named = layers.filter(([layer]) => /^(fire|conv|drop|loss)/.test(layer));
      expect(named.length).toBeGreaterThan(24);
      for (const [layer, ...rest] of named) expect(rows.get(layer.replace('|', '/')), `${what} ${layer}`).toEqual(rest);
    } else {
      const ours = layersInOrderOfKeras(network).map((layer) => rows.get(layer.name));
      expect(ours, what).toEqual(layers.map(([, ...rest]) => rest));
    }
  }
}, 240_000);
