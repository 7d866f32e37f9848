import { cachedScan } from './cachedScan.js';
import { readClassFolders } from './classFolders.js';
import { type AppliedCorrections, applyCorrections, type Correction } from './corrections.js';
import type { Dataset } from './dataset.js';
import { locateData, SAMPLE_FOLDER } from './location.js';
import { drawSampleSet } from './sample/drawSampleSet.js';
import type { Scan, Scanner } from './scan.js';
import type { SplitOptions } from './split.js';
import { withoutUnreadable } from './withoutUnreadable.js';

/** An open folder of images: listed, split, and every file read. */
export interface OpenImages extends Dataset {
  scan: Scan;
  /** True for the sample set, whose images are drawn. */
  drawn: boolean;
  /** What became of the corrections of these images. Undefined where there are none. */
  corrections?: AppliedCorrections;
}

export interface OpenOptions {
  /** The folder that holds `dataset/`. */
  project: string;
  /** Where scans are kept. */
  scans: string;
  /** What somebody decided of images, of this folder and others. Default none. */
  corrections?: readonly Correction[];
  onProgress?: (activity: string, done: number, total: number) => void;
  /** What scans them, such as together with other machines. Default `scanImages` */
  scanner?: Scanner;
}

/**
 * Opens the images of a folder that was given, else the user's in `dataset/`, else the sample set, which is drawn where it
 * is not there. Images that cannot be read are in the scan and not among the examples.
 *
 * @throws UserError if the folder, or what of it can be read, is nothing to learn from
 */
export async function openImages(
  given: string | undefined,
  splits: SplitOptions,
  { project, scans, corrections = [], onProgress, scanner }: OpenOptions,
): Promise<OpenImages> {
  const { folder, drawn } = locateData(project, given);
  const told = (activity: string) => (done: number, total: number) => onProgress?.(activity, done, total);
  if (drawn) await drawSampleSet(folder, { onProgress: told('Drawing the sample set') });
  const leaveOut = given === undefined ? [SAMPLE_FOLDER] : [];
  const listed = await readClassFolders(folder, { ...splits, leaveOut });
  const scan = await cachedScan(listed, scans, told('Reading images'), scanner);
  const { dataset, ...corrected } = await applyCorrections(listed, scan, corrections);
  return { ...withoutUnreadable(dataset, corrected.scan, splits.allowUntrained), ...corrected, drawn };
}
