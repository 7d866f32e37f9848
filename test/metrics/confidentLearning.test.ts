import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findLabelIssues } from '../../src/metrics/confidentLearning.js';

interface Case {
  what: string;
  labels: number[];
  probabilities: number[][];
  issues: number[];
}

const recorded = path.join(import.meta.dirname, '../fixtures/confidentLearning.json');
const { cases } = JSON.parse(readFileSync(recorded, 'utf8')) as { cases: Case[] };

test.each(cases)('the labels that cleanlab doubts are doubted, and no others: $what', (recordedCase) => {
  const { labels, probabilities, issues } = recordedCase;
  const found = findLabelIssues(labels, probabilities).map(({ index }) => index);
  expect(found.sort((a, b) => a - b)).toEqual(issues);
});

test('the label that is least likely comes first, with the class that is likelier', () => {
  const probabilities = [
    [0.9, 0.1],
    [0.2, 0.8],
    [0.05, 0.95],
    [0.1, 0.9],
    [0.8, 0.2],
  ];
  expect(findLabelIssues([0, 1, 0, 1, 0], probabilities)).toEqual([
    { index: 2, label: 0, likely: 1, selfConfidence: 0.05, confidence: 0.95 },
  ]);
});

test('labels without their probabilities are refused', () => {
  expect(() => findLabelIssues([0, 1], [[1, 0]])).toThrow('Predict each example out of fold.');
});
