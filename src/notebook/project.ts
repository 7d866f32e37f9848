import * as path from 'node:path';
import { cachedScan } from '../dataset/cachedScan.js';
import { type Dataset, readClassFolders } from '../dataset/classFolders.js';
import { locateData, SAMPLE_FOLDER } from '../dataset/location.js';
import { drawSampleSet } from '../dataset/sample/drawSampleSet.js';
import type { Scan } from '../dataset/scan.js';
import { type NotebookSettings, QUICK_SETTINGS, type Settings } from '../experiments/settings.js';
import { newPlace, showMarkdown } from './display.js';

/** The folder that holds package.json, notebooks/, dataset/ and runs/. */
export const PROJECT: string = path.resolve(__dirname, '../..');

/**
 * Settings of a notebook: the quick ones, with those of its settings cell, with those given by `--set`.
 */
export function notebookSettings(own: Partial<Settings> = {}): NotebookSettings {
  const given = JSON.parse(process.env.THAW_SETTINGS ?? '{}') as Partial<Settings>;
  return { ...QUICK_SETTINGS, ...own, ...given };
}

export interface OpenDataset extends Dataset {
  scan: Scan;
  /** True for the sample set, whose pictures are drawn. */
  drawn: boolean;
}

/**
 * Opens the images to look at: those of `--data`, else the user's in `dataset/`, else the drawn sample set. Says on
 * the page which, and what was left out.
 */
export async function openDataset(settings: NotebookSettings): Promise<OpenDataset> {
  const { folder, drawn } = locateData(PROJECT, process.env.THAW_DATA);
  if (drawn) await drawSampleSet(folder);
  const dataset = await readClassFolders(folder, {
    ...settings,
    leaveOut: process.env.THAW_DATA === undefined ? [SAMPLE_FOLDER] : [],
  });
  const place = newPlace();
  let shown = 0;
  const scan = await cachedScan(dataset, path.join(PROJECT, 'runs/scans'), (done, total) => {
    if (done < total && done - shown < 500) return;
    shown = done;
    showMarkdown(`Reading images: ${done} of ${total}`, place);
  });
  const name = drawn ? 'The sample set, **drawn** by thaw, no photographs' : `\`${folder}\``;
  const lost = scan.unreadable.length === 0 ? '' : `; ${scan.unreadable.length} cannot be read and are left out`;
  const notes = dataset.notes.map((note) => `\n- ${note}`).join('');
  showMarkdown(`${name}: ${scan.images.length} images in ${dataset.classNames.length} classes${lost}.${notes}`, place);
  return { ...dataset, scan, drawn };
}
