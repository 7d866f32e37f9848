import { expect, test } from 'vitest';
import { givesLogits, simplest } from '../../src/training/losses/lastLayer.js';

test('logits with the loss of logits are a softmax with the loss of probabilities, for one label of several classes', () => {
  const softmax = { lastActivation: 'softmax', loss: { name: 'CategoricalCrossentropy' } };
  expect(simplest('linear', { name: 'CategoricalCrossentropy', fromLogits: true })).toEqual(softmax);
  expect(simplest('linear', { name: 'SparseCategoricalCrossentropy', fromLogits: true })).toEqual(softmax);
  const binary = { name: 'BinaryCrossentropy', fromLogits: true } as const;
  expect(simplest('linear', binary)).toEqual({ lastActivation: 'linear', loss: binary });
});

test('labels as numbers are one-hot labels where that changes nothing, and stay where it does', () => {
  const sparse = { name: 'SparseCategoricalCrossentropy' } as const;
  expect(simplest('softmax', sparse).loss.name).toBe('CategoricalCrossentropy');
  expect(simplest('relu', { ...sparse, fromLogits: true }).loss.name).toBe('CategoricalCrossentropy');
  expect(simplest('relu', sparse).loss.name).toBe('SparseCategoricalCrossentropy');
});

test('a fault of a last layer stays as it is', () => {
  const loss = { name: 'CategoricalCrossentropy', labelSmoothing: 0 } as const;
  expect(simplest('linear', loss)).toEqual({ lastActivation: 'linear', loss });
  expect(simplest('softmax', { ...loss, fromLogits: true }).loss).toEqual({ ...loss, fromLogits: true });
});

test('only a softmax with a categorical loss of its probabilities is trained by its logits', () => {
  const loss = { name: 'CategoricalCrossentropy', labelSmoothing: 0 } as const;
  expect(givesLogits({ lastActivation: 'softmax', loss })).toBe(true);
  expect(givesLogits({ lastActivation: 'softmax', loss: { ...loss, fromLogits: true } })).toBe(false);
  expect(givesLogits({ lastActivation: 'sigmoid', loss })).toBe(false);
  expect(givesLogits({ lastActivation: 'softmax', loss: { name: 'MeanSquaredError' } })).toBe(false);
});
