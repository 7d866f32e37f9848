import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CHECK_NAMES, checkInfo, type Severity } from '../../src/diagnose/checks.js';
import { SEVERITIES } from '../../src/diagnose/finding.js';
import { EXAMPLES } from './examples.js';

/** Files that are not named as the check that they send, and why. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  classesSwapped: 'sends class-order-mismatch, by predictions and not by lists',
  largeUpdates: 'learning-rate-too-high by steps on one batch, without a run',
  majorityShare: 'class-imbalance by the labels that a script writes out',
  savedModelBatchNorm: 'frozen-batch-norm of a saved model',
  savedModelClassOrder: 'class-order-mismatch of a saved model',
  savedModelScaling: 'wrong-scaling and double-preprocessing of a saved model',
  smallUpdates: 'learning-rate-too-low by steps on one batch, without a run',
};

const FOLDER = 'src/diagnose/checks';
const FILES = readdirSync(FOLDER, { withFileTypes: true }).flatMap((folder) =>
  readdirSync(path.join(FOLDER, folder.name)).map((file) => {
    const text = readFileSync(path.join(FOLDER, folder.name, file), 'utf8');
    return {
      stage: folder.name,
      name: path.basename(file, '.ts'),
      sent: [...new Set([...text.matchAll(/\bcheck: '([^']+)'/g)].map(([, check]) => check))],
      severities: SEVERITIES.filter((severity) => new RegExp(`severity: [^,]*'${severity}'`).test(text)),
    };
  }),
);
const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

// The text of a script shows faults of any stage, and one file can tell several apart.
const OF_STAGES = FILES.filter(({ stage }) => stage !== 'script');

test.each(OF_STAGES)('$stage/$name sends one check of the register, of its stage', ({ stage, name, sent }) => {
  expect(sent).toHaveLength(1);
  const [check] = CHECK_NAMES.filter((each) => each === sent[0]);
  expect(check).toBe(sent[0]);
  // A saved model and a script's text are checked for faults of any stage.
  if (stage !== 'savedModel' && stage !== 'script') expect(checkInfo(check).stage).toBe(stage);
  if (!(name in OTHER_NAMES)) expect(name).toBe(camelCase(check));
});

test.each(CHECK_NAMES)('%s is sent by a file, at most as severe as the register says', (check) => {
  const files = FILES.filter(({ sent }) => sent.includes(check));
  expect(files).not.toEqual([]);
  const worst = SEVERITIES.find((severity) => files.some(({ severities }) => severities.includes(severity)));
  expect(worst).toBe(checkInfo(check).severity);
});

test.each(Object.entries(EXAMPLES))('the example of %s is its most severe finding', (check, find) => {
  const [finding] = find();
  expect(finding).toMatchObject({ check, severity: checkInfo(finding.check).severity satisfies Severity });
});

test.each(CHECK_NAMES)('%s has a headline of at most ten words, and says in one sentence what it does', (check) => {
  const { headline, about } = checkInfo(check);
  expect(headline.split(' ').length).toBeLessThanOrEqual(10);
  expect(headline).toMatch(/^[A-Z][^.]*[^.]$/);
  expect(about.match(/[.:]( |$)/g)?.length ?? 0, about).toBeLessThanOrEqual(2);
  expect(about).not.toMatch(/\. /);
  expect(about).toMatch(/\.$/);
});
