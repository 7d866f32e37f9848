import { expect, test } from 'vitest';
import { scriptFixes } from '../../../src/diagnose/fixes/scriptFixes.js';
import { findingsByModel } from '../../../src/diagnose/stages/scriptFindings.js';
import { readingOf } from '../../script/reading/readingOf.js';
import { type ClassifierParts, classifier, generator } from '../checks/script/classifier.js';

/** Why the finding of a check has no patch, or the texts of its edits. */
async function fixOf(check: string, parts: ClassifierParts): Promise<string | string[] | undefined> {
  const reading = await readingOf(classifier({ base: 'MobileNetV2(include_top=False)', ...parts }));
  const fixed = scriptFixes(findingsByModel(reading)).find(({ finding }) => finding.check === check);
  if (fixed === undefined) return undefined;
  return 'reason' in fixed.change ? fixed.change.reason : fixed.change.edits.map(({ text }) => text.trim());
}

const SCALED = generator('rescale=1./255');
const READ = "image = cv2.resize(cv2.imread('a.jpg'), (224, 224))";
const PREDICT = 'model.predict(np.expand_dims(image, axis=0))';

test('two generators that scale differently get the scaling of the base', async () => {
  const parts = { train: SCALED, val: generator('rescale=1./127.5', 'val') };
  const edits = await fixOf('train-validation-mismatch', parts);
  const given = [...(edits ?? [])].filter((text) => /^preprocessing_function=\w*preprocess_input$/.test(text));
  expect(given).toHaveLength(2);
});

test('where one side scales nothing, there is no line to change, and a fix says so', async () => {
  expect(await fixOf('train-validation-mismatch', { train: SCALED, after: `${READ}\n${PREDICT}` })).toBe(
    'nothing scales the prediction images, so there is no line to change',
  );
});

test('an interpolation alone gets no scaling', async () => {
  const after = `${READ}\nimage = cv2.cvtColor(image, cv2.COLOR_BGR2RGB) / 255.0\n${PREDICT}`;
  expect(await fixOf('train-validation-mismatch', { train: SCALED, after })).toBe(
    'which of the two ways is the one to keep is not visible',
  );
});

test('images that OpenCV reads become RGB before preprocess_input, unless OpenCV shows them too', async () => {
  const before = 'images = np.array([cv2.resize(cv2.imread(name), (224, 224)) / 255.0 for name in names])';
  const parts = { base: 'VGG16(include_top=False)', before, train: '(images, labels)' };
  expect(await fixOf('wrong-scaling', parts)).toEqual(
    expect.arrayContaining(['cv2.cvtColor(', ', cv2.COLOR_BGR2RGB)', 'vgg16_preprocess_input(', ')']),
  );
  const shown = { ...parts, after: "cv2.imshow('image', images[0])" };
  expect(await fixOf('wrong-scaling', shown)).toContain('which takes BGR');
});
