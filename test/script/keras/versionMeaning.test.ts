import { expect, test } from 'vitest';
import { type KerasVersion, parseVersion, RELEASES, releasesOf } from '../../../src/script/keras/kerasVersion.js';
import { rangesText } from '../../../src/script/keras/readings.js';
import { argumentsOf, defaultOf } from '../../../src/script/keras/signatures.js';
import {
  accuracyNamesOf,
  batchNormalizationOf,
  rateArgumentOf,
  trainableOf,
} from '../../../src/script/keras/versionMeaning.js';

const keras = (version: string): KerasVersion[] => releasesOf(parseVersion(version)!);
const tensorflow = (version: string): KerasVersion[] => releasesOf(parseVersion(version, 'tf.keras')!);
const values = <T>({ readings }: { readings: { value: T }[] }): T[] => readings.map(({ value }) => value);

test('each release has a reading of each rule', () => {
  for (const release of RELEASES) {
    expect(batchNormalizationOf([release]).readings).not.toEqual([]);
    expect(trainableOf([release]).readings).not.toEqual([]);
    expect(accuracyNamesOf([release]).readings).not.toEqual([]);
    for (const argument of ['lr', 'learning_rate', 'decay'] as const)
      expect(rateArgumentOf(argument, [release]).readings).not.toEqual([]);
  }
});

test('frozen batch normalization of Keras 2.1: both readings, and which version makes which', () => {
  const { readings, tellApart } = batchNormalizationOf(keras('2.1'));
  expect(readings.map(({ value }) => value.frozen)).toEqual([
    { statistics: 'batch', moves: true },
    { statistics: 'batch', moves: false },
  ]);
  expect(readings.map(({ releases }) => rangesText(releases))).toEqual([
    'Keras 2.1.0 to 2.1.2',
    'Keras 2.1.3 to 2.1.6',
  ]);
  expect(tellApart).toContain('in Keras 2.1.3 to 2.1.6');
});

test('TensorFlow 2 has one reading, without anything to distinguish', () => {
  const { readings, tellApart } = batchNormalizationOf(tensorflow('2'));
  expect(readings).toHaveLength(1);
  expect(readings[0].value.frozen).toEqual({ statistics: 'moving', moves: false });
  expect(tellApart).toBeUndefined();
});

test('training=False does not hold in Keras 3.0 to 3.15', () => {
  const [before, after] = batchNormalizationOf(keras('3')).readings;
  expect(before.value.trainableCalledWithFalse).toEqual({ statistics: 'batch', moves: true });
  expect(rangesText(before.releases)).toBe('Keras 3.0 to 3.15');
  expect(after.value.trainableCalledWithFalse).toEqual({ statistics: 'moving', moves: false });
});

test('the accuracy is named acc before Keras 2.3.0 and TensorFlow 2.0', () => {
  expect(values(accuracyNamesOf(keras('2.2.4')))).toEqual(['acc']);
  expect(values(accuracyNamesOf(keras('2.3.1')))).toEqual(['accuracy']);
  expect(values(accuracyNamesOf(tensorflow('1.15')))).toEqual(['acc']);
  expect(values(accuracyNamesOf(tensorflow('2.0')))).toEqual(['accuracy']);
  expect(values(accuracyNamesOf(RELEASES, 'acc'))).toEqual(['acc']);
});

test("a model's trainable reaches its layers from TensorFlow 1.15 on", () => {
  expect(values(trainableOf(keras('2.2.4'))).map(({ recursive }) => recursive)).toEqual([false]);
  expect(values(trainableOf(tensorflow('1.12'))).map(({ recursive }) => recursive)).toEqual([false, true]);
  expect(values(trainableOf(tensorflow('2.4'))).map(({ recursive }) => recursive)).toEqual([true]);
});

test('TensorFlow 2.11 to 2.15 ignore lr', () => {
  const { readings } = rateArgumentOf('lr', tensorflow('2'));
  expect(readings.map(({ value, releases }) => [value, rangesText(releases)])).toEqual([
    ['used', 'tf.keras 2.0 to 2.10'],
    ['ignored', 'tf.keras 2.11 to 2.15'],
  ]);
});

test.each<[string, string, readonly KerasVersion[], unknown[]]>([
  ['optimizers.Adam', 'learning_rate', tensorflow('2'), [0.001]],
  ['optimizers.Adadelta', 'lr', keras('2.2'), [1]],
  ['optimizers.Adadelta', 'learning_rate', tensorflow('2'), [0.001]],
  ['optimizers.SGD', 'lr', keras('1'), [0.01]],
  ['Model.fit', 'nb_epoch', keras('1'), [10]],
  ['Model.fit', 'epochs', keras('2.1.6'), [1]],
  ['Model.fit', 'shuffle', RELEASES, [true]],
  ['preprocessing.image.ImageDataGenerator.flow_from_directory', 'interpolation', keras('2.2.4'), ['nearest']],
  ['preprocessing.image.ImageDataGenerator.flow_from_directory', 'shuffle', RELEASES, [true]],
  ['utils.image_dataset_from_directory', 'interpolation', tensorflow('2.3'), ['bilinear']],
  ['layers.BatchNormalization', 'momentum', RELEASES, [0.99]],
  ['callbacks.EarlyStopping', 'restore_best_weights', keras('2.1.6'), []],
  ['callbacks.EarlyStopping', 'restore_best_weights', keras('2.2.4'), [false]],
])('the default of %s(%s)', (callable, argument, releases, expected) => {
  expect(values(defaultOf(callable, argument, releases))).toEqual(expected);
});

test('the positional order of arguments by version', () => {
  const names = (releases: KerasVersion[]): string[][] =>
    values(argumentsOf('applications.MobileNet', releases)).map((list) => list.map(({ name }) => name));
  expect(names(keras('2.2.4'))[0].slice(0, 4)).toEqual(['input_shape', 'alpha', 'depth_multiplier', 'dropout']);
  expect(values(argumentsOf('optimizers.SGD', keras('2.2.4')))[0][0]).toEqual({ name: 'lr', default: 0.01 });
  expect(argumentsOf('applications.EfficientNetB0', keras('2.2.4')).readings).toEqual([]);
});
