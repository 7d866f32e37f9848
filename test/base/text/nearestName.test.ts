import { expect, test } from 'vitest';
import { nearestName } from '../../../src/base/text/nearestName.js';

const METRICS = ['loss', 'accuracy', 'val_loss', 'val_accuracy'];
const OPTIMIZERS = ['Adam', 'AdamW', 'RMSprop', 'SGD'];

test.each([
  ['adam', OPTIMIZERS, 'Adam'],
  ['rmsProp', OPTIMIZERS, 'RMSprop'],
  ['adamv', OPTIMIZERS, 'Adam'],
  ['InceptionV3 ', ['InceptionV3', 'VGG16'], 'InceptionV3'],
  ['inception_v3', ['InceptionV3', 'VGG16'], 'InceptionV3'],
  ['VGG19', ['InceptionV3', 'VGG16', 'ResNet50'], 'VGG16'],
  ['val_acc', METRICS, 'val_accuracy'],
  ['acc', METRICS, 'accuracy'],
  ['learning_rate', ['learningRate', 'backboneRate'], 'learningRate'],
  ['lerningRate', ['learningRate', 'backboneRate'], 'learningRate'],
  ['cosine', ['Constant', 'CosineDecay', 'OneCycle'], 'CosineDecay'],
])("'%s' is most like the name that was meant", (written, names, meant) => {
  expect(nearestName(written, names)).toBe(meant);
});

test.each([
  ['frozen', ['moving', 'batch', 'batch-and-update']],
  ['zcaWhitening', ['rotationRange', 'zoomRange', 'fillMode', 'cval']],
  ['lr', ['learningRate', 'backboneRate']],
  ['', ['a', 'b']],
  ['__', ['a_', '']],
])("'%s' is like none", (written, names) => {
  expect(nearestName(written, names)).toBeUndefined();
});
