import { shortPath } from '../base/text/shortPath.js';
import { thumbnail } from '../dataset/image.js';
import type { ScannedImage } from '../dataset/scan.js';
import { argmax } from '../metrics/argmax.js';
import { formatPercent } from '../metrics/format.js';
import { type TopLoss, topLosses } from '../metrics/topLosses.js';
import type { StoredRun } from '../store/runStore.js';
import type { CaptionedImage } from './html.js';
import type { OpenDataset } from './openDataset.js';

const THUMBNAIL = { width: 220, height: 110 };

/** A row of images with its name, as `imageGrid` shows it. */
export interface ImageRow {
  name: string;
  images: CaptionedImage[];
}

/** A small copy of an image with a caption under it. */
export async function captioned(image: Pick<ScannedImage, 'path'>, caption: string): Promise<CaptionedImage> {
  return { source: await thumbnail(image.path, THUMBNAIL), caption };
}

/** A row of images about one prediction, under what was predicted. */
export async function predictionRow(
  run: StoredRun,
  dataset: OpenDataset,
  prediction: TopLoss,
  image: ScannedImage,
  images: readonly Promise<CaptionedImage>[],
): Promise<ImageRow> {
  const name = `${predictionText(run, prediction)} (${shortPath(dataset, image.path)})`;
  return { name, images: await Promise.all(images) };
}

/** `pitted, 97 %; true: scratched, 1 %` */
export function predictionText({ classNames }: StoredRun, prediction: TopLoss): string {
  const predicted = `${classNames[prediction.predicted]}, ${formatPercent(prediction.confidence)}`;
  if (prediction.predicted === prediction.label) return `${predicted}, correct`;
  return `${predicted}; true: ${classNames[prediction.label]}, ${formatPercent(prediction.probabilityOfLabel)}`;
}

/** The mistakes of a run, the largest loss first. */
export function mistakesOf({ labels, probabilities }: StoredRun): TopLoss[] {
  return topLosses(labels, probabilities, labels.length).filter(({ label, predicted }) => label !== predicted);
}

/** The most confident correct prediction of each class, the most confident class first. */
export function mostConfidentCorrect({ labels, probabilities }: StoredRun): TopLoss[] {
  const byConfidence = topLosses(labels, probabilities, labels.length).reverse();
  const seen = new Set<number>();
  return byConfidence.filter(({ index, label }) => {
    if (argmax(probabilities[index]!) !== label || seen.has(label)) return false;
    seen.add(label);
    return true;
  });
}
