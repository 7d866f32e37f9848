import * as os from 'node:os';
import * as path from 'node:path';
import { KERAS_APPLICATIONS_URL, type WeightStore } from '../backbones/imagenetWeights.js';
import { weightsDigest } from '../backbones/weightsDigest.js';
import { defaultLimit } from '../base/cache/trimCache.js';
import { cacheFolder, projectCache } from '../base/cacheFolder.js';
import { counted } from '../base/counted.js';
import { UserError } from '../base/errors.js';
import { cachedScan } from '../dataset/cachedScan.js';
import { type Dataset, readClassFolders, support } from '../dataset/classFolders.js';
import { locateData, SAMPLE_FOLDER } from '../dataset/location.js';
import { drawSampleSet } from '../dataset/sample/drawSampleSet.js';
import type { Scan } from '../dataset/scan.js';
import { parseControl } from '../experiments/parseControl.js';
import type { RunOptions } from '../experiments/progress.js';
import type { Recipe } from '../experiments/recipe.js';
import { type NotebookSettings, notebookSettingsOf, type Settings } from '../experiments/settings.js';
import { newPlace, type Place, showMarkdown } from './display.js';
import { escapeMarkdown } from './html.js';

/** The folder that holds package.json, notebooks/, dataset/ and runs/. */
export const PROJECT: string = path.resolve(__dirname, '../..');

/** Where notebooks keep their runs. */
export const RUNS: string = path.join(PROJECT, 'runs');
/** Where notebooks keep downloaded weights: in the user's cache folder. */
export function weightStore(): WeightStore {
  const folder = path.join(cacheFolder(process.env, process.platform, os.homedir()), 'weights');
  return { folder, baseUrl: KERAS_APPLICATIONS_URL, patience: 30_000 };
}

/** Where notebooks keep what they can make again: scans, decoded pictures, features. */
export const CACHE: string = projectCache(PROJECT);
/** Of it, scans and surveys of images. */
export const SCANS: string = path.join(CACHE, 'scans');

/** The cache of runs, with the limit that the settings give. */
export async function cacheOptions(): Promise<Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date'>> {
  const { cacheGigabytes } = notebookSettings();
  const cacheLimit = cacheGigabytes === undefined ? await defaultLimit(CACHE) : cacheGigabytes * 2 ** 30;
  return { cacheFolder: CACHE, cacheLimit, date: () => new Date() };
}

/** Settings of a notebook: the quick ones, with those given by `--set`. */
export function notebookSettings(): NotebookSettings {
  return notebookSettingsOf(JSON.parse(process.env.THAW_SETTINGS ?? '{}') as Partial<Settings>);
}

/**
 * The backbone of the setting `control`, whose weights are there: looked for, or downloaded, now rather than where they
 * are first needed.
 *
 * @throws UserError where they are not
 */
export async function openControl({ control }: NotebookSettings): Promise<Recipe['backbone']> {
  const backbone = parseControl(control);
  await weightsDigest(backbone.name, backbone.weights, weightStore());
  return backbone;
}

export interface OpenDataset extends Dataset {
  scan: Scan;
  /** True for the sample set, whose pictures are drawn. */
  drawn: boolean;
}

/**
 * Opens the images to look at: those of `--data`, else the user's in `dataset/`, else the drawn sample set. Says on
 * the page which, and what was left out. Images that cannot be read are in the scan and not among the examples.
 *
 * @throws UserError where the folder, or what of it can be read, is nothing to learn from
 */
export async function openDataset(settings: NotebookSettings): Promise<OpenDataset> {
  const place = newPlace();
  const { folder, drawn } = locateData(PROJECT, process.env.THAW_DATA);
  if (drawn) await drawSampleSet(folder, { onProgress: countIn(place, 'Drawing the sample set') });
  const leaveOut = process.env.THAW_DATA === undefined ? [SAMPLE_FOLDER] : [];
  const listed = await readClassFolders(folder, { ...settings, leaveOut });
  const scan = await cachedScan(listed, SCANS, countIn(place, 'Reading images'));
  const dataset = readable(listed, scan);
  const name = drawn ? 'The sample set, **drawn** by thaw, no photographs' : escapeMarkdown(folder);
  const lost =
    scan.unreadable.length === 0 ? '' : `; ${counted(scan.unreadable.length, 'file')} left out as unreadable`;
  const notes = dataset.notes.map((note) => `\n- ${escapeMarkdown(note)}`).join('');
  showMarkdown(
    `${name}: ${counted(scan.images.length, 'image')} in ${dataset.classNames.length} classes${lost}.${halvesInWords(dataset)}${notes}`,
    place,
  );
  return { ...dataset, scan, drawn };
}

/** What figures are told on, where not on all validation images; begins with a space. */
function halvesInWords({ examples }: Dataset): string {
  const [choose, tell] = (['choose', 'tell'] as const).map((half) => examples.filter((e) => e.half === half).length);
  if (choose + tell === 0) return '';
  return ` Epochs are chosen by ${choose} of the validation images, and accuracies are told on the other ${tell}; curves are of the former.`;
}

/** The data set without the images that cannot be read; every class must keep some to learn from. */
function readable(dataset: Dataset, { images, unreadable }: Scan): Dataset {
  const paths = new Set(images.map((image) => image.path));
  const examples = dataset.examples.filter((example) => paths.has(example.path));
  const training = support({ ...dataset, examples }, 'training');
  const without = dataset.classNames.filter((_, label) => training[label] === 0);
  if (without.length > 0 || examples.every(({ split }) => split === 'training')) {
    throw new UserError(
      'Every class was expected to have training images that can be read, and the data set validation images.',
      without.length > 0 ? `none of ${without.join(', ')}` : 'no validation images',
      `Mend or replace the files; the first says: ${unreadable[0]?.reason ?? 'nothing'}.`,
    );
  }
  return { ...dataset, examples };
}

/** Shows a count now and then. */
export function countIn(place: Place, activity: string): (done: number, total: number) => void {
  let shown = 0;
  return (done, total) => {
    if (done < total && done - shown < 100) return;
    shown = done;
    showMarkdown(`${activity}: ${done} of ${total}`, place);
  };
}
