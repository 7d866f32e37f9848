import { expect, test } from 'vitest';
import { together } from '../../../src/script/edit/edit.js';
import { explainEdits } from '../../../src/script/edit/explainEdits.js';
import { wrapExpression } from '../../../src/script/edit/expressions.js';
import { addImport } from '../../../src/script/edit/imports.js';
import { changeKeywords, setKeyword } from '../../../src/script/edit/keywords.js';
import { parsePatched } from '../../../src/script/edit/parsePatched.js';
import { removeStatement } from '../../../src/script/edit/statements.js';
import { call, edits, find, parse, python, reason } from './parsed.js';

const TEXT = `from keras.layers import Dense
gen = ImageDataGenerator(rescale=1./255, zoom_range=0.2)
x = load(file)
model.compile(Adam(lr=1e-3), loss='mse')
`;

test('edits are told line by line, in order', async () => {
  const parsed = await parse(TEXT);
  const { script } = parsed;
  const generator = call(parsed, 'ImageDataGenerator');
  const prepared = addImport(script, 'from keras.applications.vgg16 import preprocess_input', {
    before: generator.place,
  });
  const change = together(
    wrapExpression(script, call(parsed, 'load'), `${prepared.name}(`, ')'),
    changeKeywords(script, generator, {
      set: [{ name: 'preprocessing_function', text: prepared.name }],
      remove: ['rescale'],
    }),
    setKeyword(script, find(parsed, 'Call', 'Adam(lr=1e-3)').args[0] as never, 'lr', '1e-4'),
    prepared,
  );
  expect(explainEdits(script, edits(change))).toEqual([
    'train.py:2: adds `from keras.applications.vgg16 import preprocess_input`; replaces `rescale=1./255` of `ImageDataGenerator` by `preprocessing_function=preprocess_input`',
    'train.py:3: puts `preprocess_input(…)` around `load(file)`',
    'train.py:4: sets `lr` of `Adam` to `1e-4`, which was `1e-3`',
  ]);
});

test('one change that cannot be made says why for all of them', async () => {
  const parsed = await parse("f'{g(1)}'\nh()\n");
  const change = together(
    removeStatement(parsed.script, find(parsed, 'Expr', 'h()')),
    setKeyword(parsed.script, call(parsed, 'g'), 'a', '1'),
  );
  expect(reason(change)).toBe('it stands inside an f-string');
});

test('a patched text that can be read less than before is an error', async () => {
  const { script } = await parse('a\n');
  expect((await parsePatched(script, 'b\n', { python }))?.body).toHaveLength(1);
  expect(await parsePatched(script, 'b(\n', { python })).toBeUndefined();
});
