import { expect, test } from 'vitest';
import { excludesZero, pairedDifference } from '../../src/metrics/paired.js';

test('gains of classes that cancel each other are no difference, whatever their weights round to', () => {
  const labels = [60, 45, 33, 28, 17, 11, 6].flatMap((size, label) => Array<number>(size).fill(label));
  const always = (label: number): boolean[] => labels.map((one) => one === label);
  for (const label of [1, 2, 3, 4, 5, 6]) {
    const difference = pairedDifference([always(0)], [always(label)], labels);
    expect(difference.value).toBe(0);
    expect(excludesZero(difference)).toBe(false);
  }
});
