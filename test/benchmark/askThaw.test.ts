import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMAGENET_FILES } from '../../src/backbones/pretrained/imagenetFiles.js';
import { type AskThawOptions, askThaw } from '../../src/benchmark/askThaw.js';
import type { BenchmarkCase } from '../../src/benchmark/benchmarkCase.js';
import type { Report } from '../../src/benchmark/thawAnswers.js';

const NO_WEIGHTS =
  'Reading train.py\nThe ImageNet weights of InceptionV3 were expected in the cache folder, or from https://x/y.h5. Received: fetch failed. Three ways.\n';
const one: BenchmarkCase = {
  name: 'a',
  folder: 'cases/a',
  title: 'a',
  source: 'own',
  script: 'train.py',
  keras: '2.2.4',
  given: ['images'],
  faults: [],
  images: { layout: 'splits', classes: 2, perClass: 5, changes: [] },
  measure: { reported: 'x', true: null, environment: 'keras-3', unmeasured: null },
};
const ofScript: Report = {
  script: { findings: [{ check: 'unscaled-images', severity: 'critical', summary: 'not scaled' }] },
};
const measured: Report = { findings: [], recipe: { verdict: { faults: [], refuted: [] } } };

/** Answers with these in turn, and keeps what it was asked. */
function diagnoseBy(
  ...said: { report?: Report; printed?: string }[]
): Required<Pick<AskThawOptions, 'diagnose' | 'draw'>> & { asked: string[][] } {
  const asked: string[][] = [];
  const diagnose: AskThawOptions['diagnose'] = async (options) => {
    asked.push([...options]);
    return { report: undefined, printed: '', ...said[asked.length - 1]! };
  };
  return { diagnose, draw: async () => {}, asked };
}

describe('askThaw', () => {
  let weights: string;
  beforeAll(() => {
    weights = mkdtempSync(path.join(tmpdir(), 'thaw-weights-'));
    mkdirSync(weights, { recursive: true });
    writeFileSync(path.join(weights, path.basename(IMAGENET_FILES.InceptionV3!.withoutTop.place)), '');
  });
  afterAll(() => rmSync(weights, { recursive: true }));

  test('gives the script and its version of Keras, and no images where they are not at hand', async () => {
    const { asked, ...by } = diagnoseBy({ report: ofScript });
    const { answers, note } = await askThaw(one, [], { weights, ...by });
    expect(answers).toEqual([{ kind: 'wrong-range', text: 'not scaled' }]);
    expect(note).toBeUndefined();
    expect(asked).toEqual([['--script', path.join('cases/a/train.py'), '--keras', '2.2.4']]);
  });

  test('gives one minute with images, and other weights where those of ImageNet cannot be had', async () => {
    const { asked, ...by } = diagnoseBy({ printed: NO_WEIGHTS }, { report: measured });
    const { answers, note } = await askThaw(one, ['images'], { weights, ...by });
    expect(answers).toEqual([]);
    expect(note).toMatch(/^with inception_v3.*of nsfwjs$/);
    expect(asked[0]!.slice(-2)).toEqual(['--minutes', '1']);
    expect(asked[1]!.at(-1)).toMatch(/^backbone\.weights=.*inception_v3.*\.h5$/);
  });

  test('takes what is said of the script where the training cannot be repeated, and says why', async () => {
    const refused = 'The script is expected to show scaling. Received: not visible. Give it with --set.\n';
    const { asked, ...by } = diagnoseBy({ printed: refused }, { report: ofScript });
    const { answers, note } = await askThaw(one, ['images'], { weights, ...by });
    expect(answers).toHaveLength(1);
    expect(note).toBe('the script alone counts: The script is expected to show scaling');
    expect(asked[1]).not.toContain('--data');
  });

  test('names a backbone that there are no other weights of, without an address', async () => {
    const printed = NO_WEIGHTS.replace('InceptionV3', 'ResNet50');
    const { asked: _, ...by } = diagnoseBy({ printed }, { report: ofScript });
    expect((await askThaw(one, ['images'], { weights, ...by })).note).toBe(
      'the script alone counts: The ImageNet weights of ResNet50 were expected in the cache folder',
    );
  });

  test('ends where the script alone gets no answer', async () => {
    const { asked: _, ...by } = diagnoseBy({ printed: 'broken' });
    await expect(askThaw(one, [], { weights, ...by })).rejects.toThrow(/gave no answer to a.*broken/s);
  });
});
