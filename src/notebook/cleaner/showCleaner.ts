import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { digestOfFile } from '../../base/digest.js';
import { firstThat } from '../../base/firstThat.js';
import { mapConcurrent } from '../../base/mapConcurrent.js';
import { RUNS, SCANS } from '../../base/project.js';
import { pluralize } from '../../base/text/pluralize.js';
import { shortPath } from '../../base/text/shortPath.js';
import type { Correction } from '../../dataset/corrections.js';
import { thumbnail } from '../../dataset/image.js';
import type { Size } from '../../dataset/resize.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { EvidenceFile, Finding } from '../../diagnose/finding.js';
import { CLEANER_MIME, type CleanerData, type CleanerImage, type ShownFile } from '../../lab/cleaner/cleanerData.js';
import { farOutliers } from '../../learn/outliers.js';
import { type Doubt, readDoubts } from '../../measure/data/keptDoubts.js';
import { labelFeatures, secondsOfLabelFeatures } from '../../measure/data/labelFeatures.js';
import { correctionsFile, isOf, readCorrections } from '../../store/corrections.js';
import { weightStore } from '../../store/projectOptions.js';
import type { StoredRun } from '../../store/runStore.js';
import { answerQuestions } from '../answers.js';
import { newPlace, showForms, showMarkdown } from '../display.js';
import { validationOf } from '../finishedRun.js';
import { interruptedWhile, interruptible } from '../interruptible.js';
import type { OpenDataset } from '../openDataset.js';
import { cacheOptions } from '../settings.js';
import { cleanerHtml, cleanerText } from './cleanerHtml.js';
import { answerCleaner, type CleanedImage, type CleanerSession } from './cleanerSession.js';
import { type Outliers, type Suspicion, suspicions, unlikelyLabels, wereLabelsChecked } from './suspicions.js';

/** What a cleaner shows. */
export interface CleanerOptions {
  /** A run of these images: its mistakes are among them, the largest loss first. Default: none */
  run?: StoredRun;
  /** Images of your own, such as those that are selected on a map ({@link selectedImages}): they come first. Default: none */
  images?: readonly ScannedImage[];
  /** Images at most. Default 100. */
  most?: number;
  /** Longest time for features, which outliers are found by; these are left out where it would take longer. Default 30. */
  seconds?: number;
}

/** In the cleaner, and of copies and in a report, in pixels. */
const LARGE = { width: 360, height: 270 };
const SMALL = { width: 150, height: 110 };

/** Cleaners of this kernel, by id. */
const sessions = new Map<string, CleanerSession>();

/**
 * Shows suspicious images one after the other, to be sorted out with the keyboard or the mouse in thaw's JupyterLab: labels in
 * doubt first, then the mistakes of a run by their loss, copies, files that cannot be read, images of poor quality, and a few that are
 * unlike all others; where there is room, labels that are less in doubt follow. K keeps a label,
 * 1 to 9 move an image to a class, A accepts what the model says, D leaves it out, S skips, U undoes. A report, and another
 * front end, show the same images in the same order.
 *
 * What is decided is written at once to `runs/corrections.json`, never to the folder of images. {@link openDataset} applies
 * it, so open the dataset again. Images that were decided before are not shown.
 *
 * @param findings those of {@link checkImages}
 * @throws UserError where the run was evaluated on another data set, or the file of corrections is damaged
 *
 * @example
 * await thaw.showCleaner(findings, dataset, { run });
 * await thaw.showCleaner([], dataset, { images: thaw.selectedImages() });
 */
export async function showCleaner(
  findings: readonly Finding[],
  dataset: OpenDataset,
  { run, images: chosen = [], most = 100, seconds = 30 }: CleanerOptions = {},
): Promise<void> {
  const file = correctionsFile(RUNS);
  const place = newPlace();
  const prepare = async (): Promise<void> => {
    const validation = run === undefined ? [] : validationOf(run, dataset);
    // Whoever chose images wants to sort out those.
    const outliers = chosen.length === 0 ? await outliersIn(dataset, seconds, SHARE_OF_OUTLIERS * most) : undefined;
    const found = suspicions(findings, run, validation, chosen, outliers);
    const { open, numDecided } = await notDecided(found, dataset, file);
    const room = chosen.length === 0 ? most - open.length : 0;
    const doubts = await readDoubts(SCANS, dataset.scan.images);
    const shown = [...open, ...(await doubtedBeside(open, doubts, dataset, file, room))].slice(0, most);
    const decided = numDecided === 0 ? '' : ` ${pluralize(numDecided, 'image')} of them were decided before.`;
    const unchecked = chosen.length > 0 || wereLabelsChecked(findings, doubts) ? '' : UNCHECKED;
    if (shown.length === 0) {
      showMarkdown(`Nothing to sort out: no image is suspicious.${decided}${unchecked}`, place);
      return;
    }
    showMarkdown(`${countsText(open.length, shown.length, chosen.length > 0)}.${decided}${unchecked}`, place);
    const images = await mapConcurrent(shown, ({ suspicion }) => imageOf(suspicion, dataset));
    const small = await mapConcurrent(shown, async ({ suspicion }, i) => ({
      ...images[i]!,
      source: await thumbnailIfReadable(suspicion.path, dataset, SMALL),
    }));
    const data: CleanerData = { id: randomUUID(), classNames: [...dataset.classNames], images };
    sessions.set(data.id, {
      classNames: data.classNames,
      images: shown.map(({ cleaned }) => cleaned),
      file,
      today: () => new Date().toISOString(),
    });
    answerQuestions('cleaner', (question) => answerCleaner(question, sessions));
    showForms({ [CLEANER_MIME]: data, 'text/html': cleanerHtml({ images: small }), 'text/plain': cleanerText(data) });
  };
  await interruptible(prepare, interruptedWhile('preparing the images', place));
}

/** Where nobody has looked at the labels, which most of what is wrong is found by. */
const UNCHECKED = ' Labels were not checked, so none is among them: `checkImages` checks them, or says why not.';

/** How many images there are, and how many of them are shown, or follow where there is room. */
function countsText(numOpen: number, numShown: number, areChosen: boolean): string {
  const rest = numOpen > numShown ? `, the likeliest to be wrong first; shown: ${numShown}` : '';
  const more = numShown - numOpen;
  const then = more > 0 ? `, then ${more} whose label is not the class that a classifier finds most probable` : '';
  return `${pluralize(numOpen, areChosen ? 'image' : 'suspicious image')}${rest}${then}`;
}

/** Of the images that are shown, outliers at most: few have a wrong label, and labels in doubt follow them. A choice. */
const SHARE_OF_OUTLIERS = 0.1;

/** The farthest outliers, unless features take longer than that to compute. */
async function outliersIn({ scan: { images } }: OpenDataset, seconds: number, most: number): Promise<Outliers> {
  const options = { ...(await cacheOptions()), weightStore: weightStore(), now: () => performance.now() };
  if ((await secondsOfLabelFeatures(images, options)) > seconds) return { images: [], of: images.length };
  const { features } = await labelFeatures(images, options);
  const isTraining = images.map(({ split }) => split === 'training');
  const positions = farOutliers(features, isTraining).slice(0, Math.ceil(most));
  return { images: positions.map((i) => images[i]!), of: images.length };
}

interface OpenSuspicion {
  suspicion: Suspicion;
  cleaned: CleanedImage;
}

/** The suspicious images of which nothing is decided yet, with what a correction says of them. */
async function notDecided(
  found: readonly Suspicion[],
  dataset: OpenDataset,
  file: string,
): Promise<{ open: OpenSuspicion[]; numDecided: number }> {
  const corrections = await readCorrections(file);
  const folder = await fs.realpath(dataset.folder);
  const all = await mapConcurrent(found, async (suspicion) => ({
    suspicion,
    cleaned: {
      folder,
      file: shortPath(dataset, suspicion.path),
      digest: await digestOfFile(suspicion.path),
      from: suspicion.className,
      by: suspicion.reasons[0]!.by,
    },
  }));
  const open = all.filter(({ cleaned }) => !corrections.some(isDecided(cleaned)));
  return { open, numDecided: all.length - open.length };
}

/**
 * So many images whose labels are doubted less than those that the check of labels names. Of many thousand, the files of a few are read.
 */
async function doubtedBeside(
  open: readonly OpenSuspicion[],
  doubts: readonly (Doubt | undefined)[],
  dataset: OpenDataset,
  file: string,
  count: number,
): Promise<OpenSuspicion[]> {
  if (count <= 0) return [];
  const { images } = dataset.scan;
  const named = new Set(open.map(({ suspicion }) => suspicion.path));
  const unlikely = unlikelyLabels(images, doubts, dataset.classNames);
  const others = unlikely.filter(({ path }) => !named.has(path));
  return await firstThat(others, count, async (some) => (await notDecided(some, dataset, file)).open);
}

const isDecided =
  (image: CleanedImage) =>
  (correction: Correction): boolean =>
    isOf(image)(correction) && correction.digest === image.digest;

async function imageOf(suspicion: Suspicion, dataset: OpenDataset): Promise<CleanerImage> {
  const { reasons, predictions, suggested, copies } = suspicion;
  return {
    ...(await shownFile(suspicion, dataset, LARGE)),
    reasons,
    predictions,
    ...(suggested !== undefined && suggested !== suspicion.className && { suggested }),
    copies: await mapConcurrent(copies, (copy) => shownFile(copy, dataset, SMALL)),
  };
}

async function shownFile(
  { path: file, className, split }: EvidenceFile,
  dataset: OpenDataset,
  size: Size,
): Promise<ShownFile> {
  const source = await thumbnailIfReadable(file, dataset, size);
  return { file: shortPath(dataset, file), className, split: split ?? '', source };
}

/** Empty where the file is one that the scan could not read. */
async function thumbnailIfReadable(file: string, { scan }: OpenDataset, size: Size): Promise<string> {
  try {
    return await thumbnail(file, size);
  } catch (error) {
    if (scan.unreadable.some(({ example }) => example.path === file)) return '';
    throw error;
  }
}
