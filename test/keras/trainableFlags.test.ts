import { expect, test } from 'vitest';
import { parseVersion } from '../../src/script/keras/kerasVersion.js';
import { trainableOf } from '../../src/script/keras/versionMeaning.js';
import { flagsUnder, trainingIn } from '../../src/script/reading/flagsByVersion.js';
import { readingOf } from '../script/reading/readingOf.js';
import { python } from './python.js';

/** Flags of a base of three dense layers in a model: statements before compile, and between compile and fit. */
const CASES: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['base.trainable = False', ''],
  ['base.training = False', ''],
  ['model.trainable = False\n    model.layers[-1].trainable = True', ''],
  ['base.trainable = False\n    base.layers[-1].trainable = True', ''],
  ['for layer in base.layers: layer.trainable = False\n    base.trainable = True', ''],
  ['base.trainable = True\n    for layer in base.layers[:-1]: layer.trainable = False', ''],
  ['', 'base.trainable = False'],
  ['base.trainable = False', 'base.trainable = True'],
];

const BUILD = (kind: string): string => `
    inner = Sequential([Input((4,)), Dense(3), Dense(3), Dense(3)])
    base = Model(inner.inputs[0], inner.outputs[0])
    model = ${kind === 'nested' ? 'Sequential([Input((4,)), base, Dense(1)])' : 'Model(base.inputs[0], Dense(1)(base.outputs[0]))'}`;

test.each(['nested', 'shared'])('flags mean in the environment what thaw reads of them: %s layers', async (kind) => {
  const functions = CASES.map(
    ([before, after], i) => `
def case${i}():${BUILD(kind)}
    ${before}
    model.compile('sgd', 'mse')
    ${after}
    def weights():
        return [layer.get_weights()[0].copy() for layer in [*base.layers, model.layers[-1]] if layer.get_weights()]
    started = weights()
    model.fit(np.ones((8, 4)), np.ones((8, 1)), verbose=0)
    return sum(bool((a != b).any()) for a, b in zip(started, weights()))`,
  );
  const { version, trains } = python(
    `
import keras, numpy as np, warnings
from keras import Input, Model, Sequential
from keras.layers import Dense
warnings.simplefilter('ignore')
keras.utils.set_random_seed(1)
${functions.join('\n')}
answer = {'version': keras.__version__, 'trains': [${CASES.map((_, i) => `case${i}()`).join(', ')}]}
`,
    null,
  ) as { version: string; trains: number[] };
  const [rule] = trainableOf([parseVersion(version.split('.').slice(0, 2).join('.'))!]).readings;
  const read = await Promise.all(
    CASES.map(async ([before, after]) => {
      const lines = [BUILD(kind), before, "model.compile('sgd', 'mse')", after, 'model.fit(x, y)'].join('\n');
      const script = `from tensorflow.keras import Input, Model, Sequential\nfrom tensorflow.keras.layers import Dense\n${lines.replaceAll(/^ {4}/gm, '')}\n`;
      const reading = await readingOf(script);
      return trainingIn(flagsUnder(reading, reading.stages[0]!, rule!.value)).length;
    }),
  );
  expect(read).toEqual(trains);
});
