import { expectationOf } from '../backbones/registry.js';
import { random, shuffled } from '../base/random.js';
import type { frameOf } from '../dataset/frame.js';
import { decodeImage, pngOfPixels, thumbnail } from '../dataset/image.js';
import { acrossSplits, inTwoClasses, type ScannedImage, shortPath } from '../dataset/scan.js';
import type { InputRange } from '../diagnose/doublePreprocessing.js';
import { augment } from '../engine/augment.js';
import { tf } from '../engine/tensorflow.js';
import type { Recipe } from '../experiments/recipe.js';
import type { StoredRun } from '../experiments/runStore.js';
import { type Scores, scores } from '../metrics/scores.js';
import { type Augmentation, drawChange } from '../preprocess/augmentation.js';
import { composedAffine, nameOfStep, RANGE_OF_MODE, type ScalingStep } from '../preprocess/scaling.js';
import { tracePipeline } from '../preprocess/trace.js';
import { showHtml, showMarkdown } from './display.js';
import { imageGrid, type Picture, table, withInterval } from './html.js';
import type { OpenDataset } from './project.js';

const THUMBNAIL = { width: 220, height: 110 };

/** The index of the images: the frame's first rows. */
export function showFrame(frame: ReturnType<typeof frameOf>, rows = 5): void {
  const head = frame.head(rows);
  showHtml(table(head.columns, head.values as string[][]), `${frame.shape[0]} images`);
}

/** A few pictures of every class, drawn by seed. */
export async function showExamples(dataset: OpenDataset, perClass = 6, seed = 42): Promise<void> {
  const rows = await Promise.all(
    dataset.classNames.map(async (className) => {
      const images = dataset.scan.images.filter((image) => image.className === className);
      const drawn = shuffled(images, random(seed, 'grid', className)).slice(0, perClass);
      return { name: className, pictures: await Promise.all(drawn.map((image) => picture(dataset, image))) };
    }),
  );
  showHtml(imageGrid(rows), `${perClass} pictures of each of ${rows.length} classes`);
}

/** What the scan found: files that cannot be read, and files that are there twice. */
export async function showScan(dataset: OpenDataset, most = 12): Promise<void> {
  const { scan } = dataset;
  const unreadable = scan.unreadable.map(({ example, reason }) => [shortPath(dataset, example.path), reason]);
  if (unreadable.length > 0)
    showHtml(
      table(['cannot be read', 'reason'], unreadable.slice(0, most)),
      `${unreadable.length} files cannot be read`,
    );
  const rows = await Promise.all(
    scan.duplicates.slice(0, most).map(async (group) => ({
      name: kindOf(group),
      pictures: await Promise.all(group.map((image) => picture(dataset, image))),
    })),
  );
  showHtml(imageGrid(rows), `${scan.duplicates.length} groups of byte-identical files`);
  showMarkdown(scanSummary(dataset));
}

/** The scan's figures in one sentence. */
export function scanSummary({ scan }: OpenDataset): string {
  const [across, two] = [acrossSplits(scan).length, inTwoClasses(scan).length];
  return `**${scan.unreadable.length}** files cannot be read; **${scan.duplicates.length}** groups of files are the same byte for byte: **${across}** of them stand in both splits, **${two}** in two classes.`;
}

/** A real batch, step by step through a pipeline, and the first pictures as the network sees them. */
export async function showPipeline(
  name: string,
  dataset: OpenDataset,
  recipe: Recipe,
  scaling: ScalingStep[],
): Promise<void> {
  const images = oneOfEachClass(dataset).slice(0, recipe.batchSize);
  const pixels = await Promise.all(images.map((image) => decodeImage(image.path, recipe)));
  const batch = Uint8Array.from(pixels.flatMap((values) => [...values]));
  const rows = tracePipeline(batch, scaling).map((row) => [
    row.step,
    `[${images.length}, ${recipe.height}, ${recipe.width}, 3]`,
    row.type,
    ...[row.minimum, row.maximum, row.mean, row.deviation].map((value) => value.toPrecision(3)),
  ]);
  const header = [name, 'shape', 'type', 'minimum', 'maximum', 'mean', 'deviation'];
  const { scale, offset } = composedAffine(scaling);
  const [low, high] =
    RANGE_OF_MODE[scaling.some((step) => step.step === 'preprocess_input' && step.mode === 'tf') ? 'tf' : 'unit'];
  const seen = await Promise.all(
    pixels.map(
      async (values, i): Promise<Picture> => ({
        source: await pngOfPixels(
          values.map((v) => clip((255 * (v * scale + offset - low)) / (high - low))),
          recipe.height,
          recipe.width,
        ),
        caption: images[i].className,
      }),
    ),
  );
  showHtml(
    table(header, rows) +
      imageGrid([{ name: `as the network sees them, ${low} black to ${high} white`, pictures: seen }]),
    rows.map((row) => row.join(' ')).join('\n'),
  );
}

/** Range of a real batch after a pipeline, beside the range that the backbone expects. */
export async function inputRange(dataset: OpenDataset, recipe: Recipe): Promise<InputRange> {
  const images = oneOfEachClass(dataset);
  const pixels = await Promise.all(images.map((image) => decodeImage(image.path, recipe)));
  const rows = pixels.map((values) => tracePipeline(values, recipe.scaling)[recipe.scaling.length]);
  return {
    received: [Math.min(...rows.map((row) => row.minimum)), Math.max(...rows.map((row) => row.maximum))],
    mode: expectationOf(recipe.backbone.name).scaling,
    scalingSteps: recipe.scaling.map(nameOfStep),
  };
}

/** One picture under each augmentation alone, and under all together. */
export async function showAugmentations(
  dataset: OpenDataset,
  recipe: Recipe,
  ranges: Augmentation,
  draws = 5,
): Promise<void> {
  const [image] = dataset.scan.images;
  const pixels = await decodeImage(image.path, recipe);
  const none: Augmentation = {
    rotationRange: 0,
    widthShiftRange: 0,
    heightShiftRange: 0,
    shearRange: 0,
    zoomRange: 0,
    horizontalFlip: false,
  };
  const each = (Object.keys(ranges) as (keyof Augmentation)[]).map((key) => ({
    name: `${key} ${ranges[key]}`,
    ranges: { ...none, [key]: ranges[key] },
  }));
  const rows = await Promise.all(
    [...each, { name: 'all together', ranges }].map(async ({ name, ranges: one }) => ({
      name,
      pictures: await Promise.all(
        Array.from({ length: draws }, async (_, i): Promise<Picture> => {
          const changed = tf.tidy(() => {
            const input = tf.tensor4d(Float32Array.from(pixels), [1, recipe.height, recipe.width, 3]);
            return augment(input, [drawChange(one, recipe.height, recipe.width, recipe.seed, i + 1, 0)]).dataSync();
          });
          return {
            source: await pngOfPixels(Array.from(changed, clip), recipe.height, recipe.width),
            caption: `draw ${i + 1}`,
          };
        }),
      ),
    })),
  );
  showHtml(imageGrid(rows), `one picture, ${draws} draws of each augmentation`);
}

/** What the runs score, one a row, each with its 95 % interval. */
export function showScores(runs: Readonly<Record<string, StoredRun>>): void {
  const rows = Object.entries(runs).map(([name, run]) => {
    const s = scoresOf(run);
    return [
      name,
      withInterval(run.history[run.bestEpoch - 1].trainAccuracy, [Number.NaN, Number.NaN]).replace(/ \(.*/, ''),
      withInterval(s.accuracy, s.accuracyInterval),
      withInterval(s.balancedAccuracy, s.balancedAccuracyInterval),
      withInterval(s.macroF1, s.macroF1Interval),
    ];
  });
  showHtml(
    table(['run', 'training accuracy', 'validation accuracy', 'balanced accuracy', 'macro F1'], rows),
    rows.map((row) => row.join(', ')).join('\n'),
  );
}

/** Recall of every class under each run, with Wilson's interval. */
export function showRecalls(runs: Readonly<Record<string, StoredRun>>): void {
  const all = Object.entries(runs).map(([name, run]) => ({ name, run, s: scoresOf(run) }));
  const rows = all[0].run.classNames.map((className, i) => [
    className,
    all[0].s.matrix[i].reduce((sum, n) => sum + n, 0),
    ...all.map(({ s }) => withInterval(s.recalls[i], s.recallIntervals[i])),
  ]);
  showHtml(
    table(['recall of', 'validation images', ...all.map(({ name }) => name)], rows),
    rows.map((row) => row.join(', ')).join('\n'),
  );
}

/** The whole recipe, folded. */
export function showRecipe(name: string, recipe: Recipe): void {
  const text = JSON.stringify(recipe, null, 1);
  showHtml(`<details><summary>recipe: ${name}</summary><pre>${text}</pre></details>`, text);
}

/** Scores of a run's best epoch on the validation images. */
export function scoresOf(run: StoredRun): Scores {
  return scores(run.labels, run.probabilities, run.classNames.length);
}

function oneOfEachClass({ classNames, scan }: OpenDataset): ScannedImage[] {
  return classNames.flatMap((_, label) => scan.images.find((image) => image.label === label) ?? []);
}

function kindOf(group: ScannedImage[]): string {
  if (new Set(group.map(({ className }) => className)).size > 1) return 'one picture, two classes';
  return new Set(group.map(({ split }) => split)).size > 1 ? 'in training and in validation' : 'the same picture again';
}

async function picture(dataset: OpenDataset, image: ScannedImage): Promise<Picture> {
  return {
    source: await thumbnail(image.path, THUMBNAIL),
    caption: `${shortPath(dataset, image.path)}, ${image.width}x${image.height}`,
  };
}

const clip = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
