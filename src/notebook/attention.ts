import { decodeScanned } from '../dataset/decodeScanned.js';
import { pngOfPixels } from '../dataset/image.js';
import { gradCam } from '../measure/model/gradCam.js';
import { heatOverlay } from '../plots/heatOverlay.js';
import type { StoredRun } from '../store/runStore.js';
import { showHtml, showMarkdown } from './display.js';
import { validationOf, withModelOf } from './finishedRun.js';
import { type CaptionedImage, imageGrid } from './html.js';
import { mistakesOf, mostConfidentCorrect, predictionRow } from './imageRows.js';
import { interruptible } from './interruptible.js';
import type { OpenDataset } from './openDataset.js';

/** How many images `showAttention` shows. */
export interface AttentionOptions {
  /** Mistakes, the largest loss first. Default 4. */
  mistakes?: number;
  /** Correct predictions, one a class, the most confident first. Default 3. */
  correct?: number;
}

/**
 * Shows where the network looks, by Grad-CAM (Selvaraju et al. 2017, arXiv:1610.02391). For the worst mistakes it shows
 * the evidence for the predicted and for the true class; for the most confident correct predictions, one of each class,
 * that for the class.
 *
 * @throws UserError where the run was evaluated on another data set, or its weights were deleted
 *
 * @example
 * await thaw.showAttention(run, dataset, { mistakes: 2, correct: 2 });
 */
export async function showAttention(
  run: StoredRun,
  dataset: OpenDataset,
  { mistakes = 4, correct = 3 }: AttentionOptions = {},
): Promise<void> {
  const validation = validationOf(run, dataset);
  const rows = [...mistakesOf(run).slice(0, mistakes), ...mostConfidentCorrect(run).slice(0, correct)];
  const pixels = await Promise.all(rows.map(({ index }) => decodeScanned(validation[index]!.path, run.recipe)));
  const wanted = rows.flatMap(({ predicted, label }, row) =>
    [...new Set([predicted, label])].map((classIndex) => ({ row, classIndex })),
  );
  const heatMaps = await interruptible(() =>
    withModelOf(run, (model) =>
      gradCam(
        model,
        wanted.map(({ row }) => pixels[row]!),
        run.recipe,
        wanted.map(({ classIndex }) => classIndex),
      ),
    ),
  );
  const { height, width } = run.recipe;
  const grid = await Promise.all(
    rows.map((one, row) =>
      predictionRow(run, dataset, one, validation[one.index]!, [
        plain(pixels[row]!, run.recipe),
        ...wanted.flatMap((map, i) =>
          map.row === row ? [overlay(pixels[row]!, heatMaps[i]!.values, run, map.classIndex)] : [],
        ),
      ]),
    ),
  );
  const [cellRows, columns] = heatMaps[0]?.cells ?? [0, 0];
  showHtml(imageGrid(grid), `where the network looks, for ${rows.length} images`);
  showMarkdown(
    `Yellow marks the strongest evidence for the class, scaled for each image by itself. The last feature maps of the network have ${cellRows}x${columns} cells for ${height}x${width} pixels, so detail finer than one cell is lost.${shapeOfMarks(cellRows, columns)}`,
  );
}

/** What few cells look like when they are enlarged. */
function shapeOfMarks(rows: number, columns: number): string {
  if (Math.min(rows, columns) > 1) return '';
  return ` With one ${rows === 1 ? 'row' : 'column'} of cells, the marks are stripes: they say where an image supports the class from ${rows === 1 ? 'left to right' : 'top to bottom'}, and no more. A larger input shows more.`;
}

type Size = { height: number; width: number };

async function plain(pixels: Uint8Array, { height, width }: Size): Promise<CaptionedImage> {
  return { source: await pngOfPixels(pixels, height, width), caption: 'the image' };
}

async function overlay(
  pixels: Uint8Array,
  heat: Float32Array,
  { recipe, classNames }: StoredRun,
  classIndex: number,
): Promise<CaptionedImage> {
  const { height, width } = recipe;
  return {
    source: await pngOfPixels(heatOverlay(pixels, heat), height, width),
    caption: `evidence for ${classNames[classIndex]}`,
  };
}
