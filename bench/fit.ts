import { test } from 'vitest';
import { compareFit } from './harness/fit.js';

test('frozen base, without augmentation', () =>
  compareFit({
    name: 'fit-frozen',
    what: 'frozen base',
    changes: { augmentation: null },
    measured: { thaw: 25, keras: 2 },
    target: 0.1,
  }));

test("frozen base, with the reference's augmentation", () =>
  compareFit({
    name: 'fit-frozen-augmented',
    what: "frozen base, the reference's augmentation",
    changes: {},
    measured: { thaw: 3, keras: 2 },
    target: 0.7,
  }));

test("frozen base, with five views of each picture in the reference's augmentation", () =>
  compareFit({
    name: 'fit-frozen-five-views',
    what: 'frozen base, five augmented views against ever new ones',
    changes: { augmentedViews: 5 },
    measured: { thaw: 25, keras: 2 },
    target: 0.25,
  }));

test('blocks above mixed7, without augmentation', () =>
  compareFit({
    name: 'fit-above-mixed7',
    what: 'above mixed7',
    changes: { augmentation: null, unfrozen: { above: 'mixed7', batchNormalization: true } },
    measured: { thaw: 5, keras: 2 },
    target: 0.45,
  }));
