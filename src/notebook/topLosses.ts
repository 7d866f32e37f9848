import { shortPath } from '../base/text/shortPath.js';
import { decodeImage, pngOfPixels, thumbnail } from '../dataset/image.js';
import type { ScannedImage } from '../dataset/scan.js';
import { gradCam } from '../measure/model/gradCam.js';
import { nearestTraining } from '../measure/model/nearestTraining.js';
import { argmax } from '../metrics/argmax.js';
import { type TopLoss, topLosses } from '../metrics/topLosses.js';
import { heatOverlay } from '../plots/heatOverlay.js';
import type { StoredRun } from '../store/runStore.js';
import { showHtml, showMarkdown } from './display.js';
import { validationOf, withModelOf } from './finishedRun.js';
import { formatPercent, imageGrid, type Picture } from './html.js';
import { cacheOptions, type OpenDataset } from './openDataset.js';

const THUMBNAIL = { width: 220, height: 110 };

/** The validation pictures with the largest losses, the largest first: the surest mistakes, and wrong labels among them. */
export async function showTopLosses(run: StoredRun, dataset: OpenDataset, count = 12): Promise<void> {
  const validation = validationOf(run, dataset);
  const top = topLosses(run.labels, run.probabilities, count);
  const pictures = await Promise.all(
    top.map(async (one): Promise<Picture> => {
      const image = validation[one.index];
      const caption = `${answerOf(run, one)}; loss ${one.loss.toFixed(1)}; ${shortPath(dataset, image.path)}`;
      return { source: await thumbnail(image.path, THUMBNAIL), caption };
    }),
  );
  showHtml(imageGrid([{ name: 'largest losses', pictures }]), `the ${top.length} pictures with the largest losses`);
}

/**
 * Where the network looks, by Grad-CAM: for the worst mistakes the evidence for the predicted class and for the true one,
 * and for the surest right answers, one a class, that for the class.
 */
export async function showAttention(
  run: StoredRun,
  dataset: OpenDataset,
  { mistakes = 4, right = 3 }: { mistakes?: number; right?: number } = {},
): Promise<void> {
  const validation = validationOf(run, dataset);
  const rows = [...mistakesOf(run).slice(0, mistakes), ...surestRight(run).slice(0, right)];
  const pixels = await Promise.all(rows.map(({ index }) => decodeImage(validation[index].path, run.recipe)));
  const asked = rows.flatMap(({ predicted, label }, row) =>
    [...new Set([predicted, label])].map((classIndex) => ({ row, classIndex })),
  );
  const heatMaps = await withModelOf(run, (model) =>
    gradCam(
      model,
      asked.map(({ row }) => pixels[row]),
      run.recipe,
      asked.map(({ classIndex }) => classIndex),
    ),
  );
  const { height, width } = run.recipe;
  const grid = await Promise.all(
    rows.map(async (one, row) => ({
      name: `${answerOf(run, one)} (${shortPath(dataset, validation[one.index].path)})`,
      pictures: await Promise.all([
        plain(pixels[row], run.recipe),
        ...asked.flatMap(({ row: own, classIndex }, i) =>
          own === row ? [overlay(pixels[row], heatMaps[i].values, run, classIndex)] : [],
        ),
      ]),
    })),
  );
  const [cellRows, columns] = heatMaps[0]?.cells ?? [0, 0];
  showHtml(imageGrid(grid), `where the network looks, for ${rows.length} pictures`);
  showMarkdown(
    `Yellow is where the evidence for the class is most, each picture for itself; the network's last maps have ${cellRows}x${columns} cells on ${height}x${width} pixels, and tell no places apart within one.`,
  );
}

/** The training pictures that the network sees as most like each of its worst mistakes. */
export async function showNearest(
  run: StoredRun,
  dataset: OpenDataset,
  { mistakes = 4, neighbours = 4 }: { mistakes?: number; neighbours?: number } = {},
): Promise<void> {
  const validation = validationOf(run, dataset);
  const training = dataset.scan.images.filter(({ split }) => split === 'training');
  const all = mistakesOf(run);
  if (all.length === 0) {
    showMarkdown('No mistakes: every validation picture was answered right.');
    return;
  }
  const queries = all.map(({ index }) => validation[index]);
  const cache = await cacheOptions();
  const nearest = await withModelOf(run, (model) =>
    nearestTraining(model, queries, training, run.recipe, neighbours, {
      ...cache,
      now: () => performance.now(),
    }),
  );
  const shown = all.slice(0, mistakes);
  const grid = await Promise.all(
    shown.map(async (one, m) => ({
      name: `${answerOf(run, one)} (${shortPath(dataset, queries[m].path)})`,
      pictures: await Promise.all([
        captioned(queries[m], 'the mistake'),
        ...nearest[m].map(({ index, distance }) =>
          captioned(training[index], `${training[index].className}, distance ${distance.toFixed(3)}`),
        ),
      ]),
    })),
  );
  showHtml(imageGrid(grid), `the nearest training pictures of ${shown.length} mistakes`);
  const labels = nearest.flatMap((row, m) => row.map(({ index }) => [training[index].label, all[m]] as const));
  const [asTrue, asPredicted] = [
    labels.filter(([label, one]) => label === one.label).length,
    labels.filter(([label, one]) => label === one.predicted).length,
  ];
  showMarkdown(
    `Of the ${neighbours} nearest training pictures of all ${all.length} mistakes, **${formatPercent(asPredicted / labels.length)}** are of the predicted class and **${formatPercent(asTrue / labels.length)}** of the true one.`,
  );
}

/** `pitted, 97 %; true: scratched, 1 %` */
function answerOf({ classNames }: StoredRun, one: TopLoss): string {
  const predicted = `${classNames[one.predicted]}, ${formatPercent(one.confidence)}`;
  if (one.predicted === one.label) return `${predicted}, right`;
  return `${predicted}; true: ${classNames[one.label]}, ${formatPercent(one.probabilityOfLabel)}`;
}

/** The largest loss first. */
function mistakesOf({ labels, probabilities }: StoredRun): TopLoss[] {
  return topLosses(labels, probabilities, labels.length).filter(({ label, predicted }) => label !== predicted);
}

/** Of each class the surest right answer, the surest class first. */
function surestRight({ labels, probabilities }: StoredRun): TopLoss[] {
  const right = topLosses(labels, probabilities, labels.length).reverse();
  const seen = new Set<number>();
  return right.filter(({ index, label }) => {
    if (argmax(probabilities[index]) !== label || seen.has(label)) return false;
    seen.add(label);
    return true;
  });
}

async function captioned(image: ScannedImage, caption: string): Promise<Picture> {
  return { source: await thumbnail(image.path, THUMBNAIL), caption };
}

type Size = { height: number; width: number };

async function plain(pixels: Uint8Array, { height, width }: Size): Promise<Picture> {
  return { source: await pngOfPixels(pixels, height, width), caption: 'the picture' };
}

async function overlay(
  pixels: Uint8Array,
  heat: Float32Array,
  { recipe, classNames }: StoredRun,
  classIndex: number,
): Promise<Picture> {
  const { height, width } = recipe;
  return {
    source: await pngOfPixels(heatOverlay(pixels, heat), height, width),
    caption: `evidence for ${classNames[classIndex]}`,
  };
}
