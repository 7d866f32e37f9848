import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { digestOfFile } from '../base/digest.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { pluralize } from '../base/text/pluralize.js';
import type { Dataset, Example } from './dataset.js';
import type { Scan, ScannedImage } from './scan.js';

/** What somebody decided of one image. The file itself stays where it is. */
export interface Correction {
  /** Date and time of the decision, in ISO format. */
  date: string;
  /** Folder of the dataset, without links. */
  folder: string;
  /** Path of the image in that folder, with forward slashes. */
  file: string;
  /** SHA-256 of the file when it was looked at. */
  digest: string;
  /** Class of the folder that the image lies in. */
  from: string;
  /** Class that it belongs to: `from` where its label is right. Null: it is to be left out. */
  to: string | null;
  /** Check that had named the image, such as `suspect-label`. */
  by: string;
}

/** What became of the corrections of a dataset. */
export interface AppliedCorrections {
  /** Images that have another class than their folder. */
  moved: number;
  /** Images that are left out. */
  deleted: number;
  /** Images whose labels were confirmed. */
  kept: number;
  /** Corrections that do not fit the files, in words. */
  notApplied: { correction: Correction; reason: string }[];
}

/** A dataset and its scan, with corrections applied. */
export interface Corrected {
  dataset: Dataset;
  scan: Scan;
  /** Undefined where there are no corrections of this folder. */
  corrections?: AppliedCorrections;
}

/** Whether a correction can be applied to the file as it is now, or why not, in words. */
export async function checkCorrection({ file, digest }: Correction, folder: string): Promise<string | undefined> {
  try {
    return (await digestOfFile(path.join(folder, file))) === digest ? undefined : 'the file has changed since';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file any more';
    throw error;
  }
}

/** The corrections of one folder of images, by whatever path it is named. */
export async function correctionsOf(folder: string, corrections: readonly Correction[]): Promise<Correction[]> {
  if (corrections.length === 0) return [];
  const real = await fs.realpath(folder);
  return corrections.filter((correction) => correction.folder === real);
}

/**
 * Applies corrections to a dataset: its images get other classes, or are left out. Each stays in its split and in its part
 * of the validation images. A correction of a file that has changed since, or is gone, is not applied. One of a file that is not
 * among the images, such as one that was not drawn, does nothing.
 *
 * @param corrections of all datasets
 */
export async function applyCorrections(
  dataset: Dataset,
  scan: Scan,
  corrections: readonly Correction[],
): Promise<Corrected> {
  const own = await correctionsOf(dataset.folder, corrections);
  if (own.length === 0) return { dataset, scan };
  const checked = await mapConcurrent(own, async (correction) => ({
    correction,
    reason: (await checkCorrection(correction, dataset.folder)) ?? unknownClass(correction, dataset.classNames),
  }));
  const notApplied = checked.flatMap(({ correction, reason }) =>
    reason === undefined ? [] : [{ correction, reason }],
  );
  const byPath = new Map<string, Correction>();
  for (const { correction, reason } of checked) {
    if (reason === undefined) byPath.set(path.resolve(dataset.folder, correction.file), correction);
  }
  const counts = { moved: 0, deleted: 0, kept: 0 };
  for (const { path: file } of dataset.examples) {
    const correction = byPath.get(path.resolve(file));
    if (correction !== undefined) counts[kindOf(correction)]++;
  }
  const corrected = <T extends Example>(examples: readonly T[]): T[] =>
    withClasses(examples, byPath, dataset.classNames);
  const applied: AppliedCorrections = { ...counts, notApplied };
  return {
    dataset: {
      ...dataset,
      examples: corrected(dataset.examples),
      notes: [...dataset.notes, ...correctionNotes(applied)],
    },
    scan: {
      images: corrected(scan.images),
      unreadable: scan.unreadable.filter(({ example }) => byPath.get(path.resolve(example.path))?.to !== null),
      duplicates: scan.duplicates.map((group) => corrected<ScannedImage>(group)).filter(({ length }) => length > 1),
    },
    corrections: applied,
  };
}

function unknownClass({ to }: Correction, classNames: readonly string[]): string | undefined {
  return to === null || classNames.includes(to) ? undefined : `there is no class '${to}'`;
}

const kindOf = ({ from, to }: Correction): 'moved' | 'deleted' | 'kept' =>
  to === null ? 'deleted' : to === from ? 'kept' : 'moved';

/** The examples with their classes, class by class as a folder is listed, and without those that are left out. */
function withClasses<T extends Example>(
  examples: readonly T[],
  byPath: ReadonlyMap<string, Correction>,
  classNames: readonly string[],
): T[] {
  const order = ({ label, split }: Example): number => 2 * label + (split === 'training' ? 0 : 1);
  return examples
    .flatMap((example) => {
      const to = byPath.get(path.resolve(example.path))?.to;
      if (to === undefined) return [example];
      return to === null ? [] : [{ ...example, className: to, label: classNames.indexOf(to) }];
    })
    .sort((a, b) => order(a) - order(b));
}

/** Corrections that are named in a note; the command lists all. */
const MOST_NAMED = 3;

/** What was applied, and what was not, in sentences. */
function correctionNotes({ moved, deleted, kept, notApplied }: AppliedCorrections): string[] {
  const parts = [
    ...(moved > 0 ? [`${pluralize(moved, 'image')} in another class than the folder`] : []),
    ...(deleted > 0 ? [`${pluralize(deleted, 'image')} left out`] : []),
    ...(kept > 0 ? [`${pluralize(kept, 'label')} confirmed`] : []),
  ];
  const names = notApplied.slice(0, MOST_NAMED).map(({ correction, reason }) => `${correction.file} (${reason})`);
  const more = notApplied.length > MOST_NAMED ? ' and others' : '';
  return [
    ...(parts.length > 0 ? [`Corrected: ${parts.join(', ')}. The command thaw corrections lists them.`] : []),
    ...(names.length > 0
      ? [`${pluralize(notApplied.length, 'correction')} not applied: ${names.join(', ')}${more}.`]
      : []),
  ];
}
