import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROJECT } from '../src/base/project.js';
import { openImages } from '../src/dataset/openImages.js';
import { tf } from '../src/engine/tensorflow.js';
import { parseRecipe, withChanges } from '../src/recipe/recipe.js';
import { measurePassSeconds } from '../src/run/estimateTrainingSeconds.js';
import { weightStore } from '../src/store/projectOptions.js';
import { wheatFolder } from './data/wheat.js';
import { spreadOf } from './harness/results.js';
import { type Milestone, milestonesOf, STRATEGIES, type Strategy, type Task } from './improve/strategies.js';

/** Minutes of each strategy, seeds, and more folders of images: `IMPROVE_DATA=a,b IMPROVE_MINUTES=10 npm run bench -- improve`. */
const MINUTES = Number(process.env.IMPROVE_MINUTES ?? 5);
const SEEDS = Number(process.env.IMPROVE_SEEDS ?? 3);
const WHEAT = path.join(import.meta.dirname, '../../shared/data/wheat-grain.tar');
/** The drawn sample set, the wheat kernels where they are, and the user's. */
const FOLDERS: (string | undefined)[] = [
  undefined,
  ...(existsSync(WHEAT) ? [wheatFolder()] : []),
  ...(process.env.IMPROVE_DATA?.split(',') ?? []),
];
/** Images of each class and split: what a strategy takes does not depend on more. */
const IMAGES_PER_CLASS = 300;

/** As a beginner would have it, with a learning rate that is far too low: there is something to diagnose and to improve. */
const START = parseRecipe({
  backbone: { name: 'EfficientNetLite0' },
  height: 160,
  width: 160,
  interpolation: 'bilinear',
  unfrozen: { above: 'nothing', batchNormalization: false },
  scaling: [{ step: 'preprocess_input' }],
  learningRate: 1e-5,
  epochs: 10,
});

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-bench-improve-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Part of the best gain that counts as reached. */
const REACHED = 0.9;

test.each(FOLDERS.map((images) => ({ images, name: images === undefined ? 'the sample set' : path.basename(images) })))(
  'minutes to an accuracy on $name',
  async ({ images }) => {
    await tf.ready();
    const opened = await openImages(
      images,
      { imagesPerClass: IMAGES_PER_CLASS },
      { project: PROJECT, scans: path.join(folder, 'scans') },
    );
    const minutes = new Map<Strategy, number[]>(STRATEGIES.map((strategy) => [strategy, []]));
    for (let seed = 0; seed < SEEDS; seed++) {
      const found = new Map<Strategy, Milestone[]>();
      // Another one begins each time, so that a machine that is busy for a while slows each of them.
      for (let i = 0; i < STRATEGIES.length; i++) {
        const strategy = STRATEGIES[(i + seed) % STRATEGIES.length]!;
        found.set(strategy, await milestonesOf(strategy, await taskOf(opened, seed, strategy)));
      }
      const all = [...found.values()].flat();
      const start = Math.min(...[...found.values()].map(([first]) => first!.accuracy));
      const best = Math.max(...all.map(({ accuracy }) => accuracy));
      const target = start + REACHED * (best - start);
      for (const [strategy, milestones] of found) {
        const reached = milestones.find(({ accuracy }) => accuracy >= target);
        minutes.get(strategy)!.push(reached === undefined ? Number.POSITIVE_INFINITY : reached.seconds / 60);
        const curve = milestones.map(({ seconds, accuracy }) => `${percent(accuracy)} after ${seconds.toFixed(0)} s`);
        console.log(`seed ${seed}, target ${percent(target)}, ${strategy}: ${curve.join(', ')}`);
      }
      expect(best).toBeGreaterThanOrEqual(start);
    }
    for (const [strategy, each] of minutes) {
      const { min, median, max } = spreadOf(each);
      console.log(
        `${strategy}: minutes ${[min, median, max].map((value) => value.toPrecision(2)).join(' ')} (least, median, most)`,
      );
    }
  },
  3 * STRATEGIES.length * SEEDS * MINUTES * 60_000,
);

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Each strategy has folders of its own: none reads what another has computed. */
async function taskOf(
  { scan, classNames }: Awaited<ReturnType<typeof openImages>>,
  seed: number,
  strategy: Strategy,
): Promise<Task> {
  const place = mkdtempSync(path.join(folder, `${strategy}-`));
  const recipe = withChanges(START, { seed });
  const common = { weightStore: weightStore(), now: () => performance.now() };
  const seconds = 60 * MINUTES;
  const options = {
    ...common,
    cacheFolder: path.join(place, 'cache'),
    runs: path.join(place, 'runs'),
    clock: Date.now,
    seconds: seconds / 2,
    pass: await measurePassSeconds(recipe, scan.images, common),
  };
  return { recipe, images: scan.images, classNames, options, seconds };
}
