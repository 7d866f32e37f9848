import { expect, test } from 'vitest';
import { decimalComma } from '../../../../src/diagnose/checks/script/decimalComma.js';
import { dropoutRate } from '../../../../src/diagnose/checks/script/dropoutRate.js';
import { findingsOf } from './findingsOf.js';

const script = (dropout: string, optimizer = "'adam'", before = ''): string => `
from tensorflow.keras import layers, models, optimizers
${before}
model = models.Sequential([layers.Flatten(), ${dropout}, layers.Dense(2, activation='softmax')])
model.compile(${optimizer}, 'categorical_crossentropy')
model.fit(x, y)
`;

test.each(['layers.Dropout(5)', 'layers.Dropout(rate=50)', 'layers.Dropout(1)', 'layers.SpatialDropout2D(-0.5)'])(
  '%s has a rate that is no share',
  async (dropout) => {
    expect(await findingsOf(dropoutRate, script(dropout))).toMatchObject([
      { check: 'dropout-rate', severity: 'warning', places: [{ text: expect.stringContaining(dropout) }] },
    ]);
  },
);

test.each(['layers.Dropout(0.5)', 'layers.Dropout(0)', 'layers.Dropout(rate)', 'layers.GaussianNoise(5)'])(
  '%s is no finding',
  async (dropout) => {
    expect(await findingsOf(dropoutRate, script(dropout))).toEqual([]);
  },
);

test.each([
  ['layers.Dropout(0, 5)', "'adam'", '', '0.5'],
  ['layers.Dropout(0, noise_shape=25)', "'adam'", '', '0.25'],
  ['layers.Dropout(rate)', "'adam'", 'rate = 0,5', '0.5'],
  ['layers.Dropout(0.5)', 'optimizers.Adam(rate)', 'rate = 0,001', '0.001'],
  ['layers.Dropout(0.5)', 'optimizers.SGD(learning_rate=(0, 1))', '', '0.1'],
  ['layers.Dropout(0.5)', 'optimizers.Adam(learning_rate=0,001)', '', '0.001'],
])('%s with %s after %s has a decimal comma', async (dropout, optimizer, before, meant) => {
  expect(await findingsOf(decimalComma, script(dropout, optimizer, before))).toMatchObject([
    { check: 'decimal-comma', severity: 'critical', fix: { text: `Write \`${meant}\`, with a point.` } },
  ]);
});

test.each([
  ['layers.Dropout(0.5, (None, 1))', "'adam'"],
  ['layers.Dropout(0)', 'optimizers.Adam(0)'],
  ['layers.Dropout(0.5, seed=5)', 'optimizers.Adam(learning_rate=0, beta_1=0.9)'],
  ['layers.Dropout(0.5)', 'optimizers.Adam(rates)'],
])('%s with %s has none', async (dropout, optimizer) => {
  expect(await findingsOf(decimalComma, script(dropout, optimizer))).toEqual([]);
});
