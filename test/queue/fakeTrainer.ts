import type { ScannedImage } from '../../src/dataset/scan.js';
import type { Trainer } from '../../src/queue/jobRunner.js';
import type { WorkerSetting } from '../../src/store/forkWorker.js';
import { type Machine, readRun, runId, type StoredRun, writeRun } from '../../src/store/runStore.js';
import type { Job } from '../../src/store/sweep.js';

/** Images that no file is behind. */
export function fakeImages(count: number, mark = 'a'): ScannedImage[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `/images/${mark}/${i}.png`,
    className: ['a', 'b'][i % 2],
    label: i % 2,
    split: i < count / 2 ? 'training' : 'validation',
    digest: `${mark}${String(i).padStart(4, '0')}`.padEnd(64, '0'),
    width: 8,
    height: 8,
    bytes: 100,
  })) as ScannedImage[];
}

export const CLASSES = ['a', 'b'];

/** A run as a training of the job would give it, by the job alone. */
export function fakeRun({ recipe }: Job, images: readonly ScannedImage[], machine?: Machine): StoredRun {
  const evaluated = images.filter(({ split }) => split === 'validation');
  const record = {
    epoch: 1,
    trainLoss: recipe.learningRate,
    validationLoss: Number.NaN,
    trainAccuracy: 0.5,
    validationAccuracy: 0.5,
  };
  return {
    recipe,
    id: runId(recipe, images, CLASSES),
    history: [record],
    bestEpoch: 1,
    stopped: 'finished',
    classNames: CLASSES,
    labels: evaluated.map(({ label }) => label),
    probabilities: evaluated.map((_, i) => [1 / (3 + i + (recipe.seed % 7)), 1 - 1 / (3 + i + (recipe.seed % 7))]),
    frozenDigest: { before: '', after: '', parameters: 0 },
    trainableParameters: 2,
    seconds: 1,
    finishedAt: '2026-01-01T00:00:00.000Z',
    ...(machine && { machine }),
  };
}

/** How fake trainings go. */
export interface Fake {
  /** Jobs that were begun, in their order. */
  begun: Job[];
  /** Milliseconds that each takes. Default 0 */
  milliseconds?: number;
  /** Called before each is done; throws what it fails with. */
  before?: (job: Job) => unknown;
}

/** A trainer that trains nothing, and keeps runs in its folder as a real one. */
export function fakeTrainer(fake: Fake): (setting: WorkerSetting) => Trainer {
  return ({ folder, images, machine }) => {
    let isInterrupted = false;
    return {
      run: async (job, onProgress) => {
        const id = runId(job.recipe, images, CLASSES);
        const there = await readRun(folder, id);
        if (there !== undefined) return { run: there, wasRead: true };
        fake.begun.push(job);
        onProgress({ activity: 'training', epoch: 1, epochs: 1, batch: 1, batches: 2 } as Parameters<
          typeof onProgress
        >[0]);
        const end = performance.now() + (fake.milliseconds ?? 0);
        while (performance.now() < end && !isInterrupted) await new Promise((resolve) => setTimeout(resolve, 5));
        await fake.before?.(job);
        const run = fakeRun(job, images, machine);
        if (isInterrupted) return { run: { ...run, stopped: 'interrupted' }, wasRead: false };
        await writeRun(folder, run);
        return { run, wasRead: false };
      },
      interrupt: () => {
        isInterrupted = true;
      },
      end: async () => {},
    };
  };
}
