import { expect, test } from 'vitest';
import { fieldsOf } from '../../../src/script/reading/fields.js';
import { readingOf } from './readingOf.js';

async function layersOf(text: string): Promise<unknown> {
  const { stages } = await readingOf(`
from keras.models import load_model
model = load_model('made.h5')
${text}
model.fit(x, y)
`);
  return fieldsOf(stages[0]!).find(({ field }) => field === 'unfrozen')?.read;
}

test('what is frozen in a model of a file is not visible', async () => {
  expect(await layersOf('')).toMatchObject({
    from: 'unknown',
    why: "the model is in the file 'made.h5', which --model can name",
  });
});

test('what the script freezes of it is', async () => {
  const frozen = "model.trainable = False\nmodel.compile('adam', 'mse')";
  expect(await layersOf(frozen)).toMatchObject({ from: 'read', value: 'the head alone' });
});
