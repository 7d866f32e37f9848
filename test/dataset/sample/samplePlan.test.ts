import { expect, test } from 'vitest';
import { samplePlan } from '../../../src/dataset/sample/samplePlan.js';

test('the plan has 500 training and 200 validation images, each with a path of its own', () => {
  const plan = samplePlan(1);
  expect(plan.filter(({ split }) => split === 'training_set')).toHaveLength(500);
  expect(plan.filter(({ split }) => split === 'validation_set')).toHaveLength(200);
  expect(new Set(plan.map(({ path }) => path)).size).toBe(700);
});

test('the majority class is below 40 % and some twelve times the smallest', () => {
  const counts = new Map<string, number>();
  for (const { sampleClass } of samplePlan(1)) counts.set(sampleClass, (counts.get(sampleClass) ?? 0) + 1);
  const sizes = [...counts.values()].sort((a, b) => b - a);
  expect(sizes).toHaveLength(7);
  expect(sizes[0] / 700).toBeLessThan(0.4);
  expect(sizes[0] / sizes[6]).toBeCloseTo(12, 0);
});

test('file numbers are shuffled over the classes, so a name gives no label away', () => {
  const first = samplePlan(1).slice(0, 50);
  expect(new Set(first.map(({ sampleClass }) => sampleClass)).size).toBeGreaterThan(4);
});
