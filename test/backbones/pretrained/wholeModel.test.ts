import { expect, test } from 'vitest';
import { weightShapes } from '../../../src/backbones/network/weightShapes.js';
import { buildClassifier } from '../../../src/backbones/pretrained/classifier.js';
import { loadBackbone } from '../../../src/backbones/pretrained/loadBackbone.js';
import { wholeModel } from '../../../src/backbones/pretrained/wholeModel.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { drawnInput } from '../drawnWeights.js';
import { outputOf } from '../outputOf.js';

test.each(['nothing', 'pool_2', 'everything'])(
  'a classifier unfrozen above %s is one model whose outputs are the softmax of its logits',
  async (above) => {
    await tf.ready();
    const backbone = await loadBackbone('SmallCnn', 'random', 3);
    const unfrozen = { above, batchNormalization: false };
    const classifier = buildClassifier(
      backbone,
      { head: { units: [8], dropout: 0.5 }, unfrozen, seed: 3, height: 32, width: 48 },
      3,
    );
    const bias = { shape: [3], values: Float32Array.of(1, -2, 0.5) };
    const model = wholeModel(classifier, new Map([['logits/bias', bias]]), { height: 32, width: 48 });
    expect(model.inputShape).toEqual([32, 48, 3]);
    expect([...model.weights.keys()].sort()).toEqual([...weightShapes(model.network, 3).keys()].sort());
    expect(model.weights.get('logits/bias')).toBe(bias);
    const input = drawnInput(32, 48);
    const logits = outputOf({ layers: model.network.layers.slice(0, -1), output: 'logits' }, model.weights, input);
    const exponentials = [...logits.values].map(Math.exp);
    const sum = exponentials.reduce((total, value) => total + value, 0);
    const { values } = outputOf(model.network, model.weights, input);
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(exponentials[i] / sum, 6);
  },
);
