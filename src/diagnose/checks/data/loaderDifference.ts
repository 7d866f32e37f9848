import * as path from 'node:path';
import { group } from '../../../base/group.js';
import { pluralize } from '../../../base/text/pluralize.js';
import type { ExtraClass, ExtraFile, LoaderListing, MissedFile } from '../../../dataset/keras/compareListings.js';
import type { KerasLoader, KerasReading } from '../../../dataset/keras/loaders.js';
import { byCodePoint, type Split } from '../../../dataset/listClasses.js';
import type { ScannedImage } from '../../../dataset/scan.js';
import type { Severity } from '../../checks.js';
import { type EvidenceFile, evidenceFiles, type Finding, SEVERITIES } from '../../finding.js';

/** Share of the images from which on it may cost accuracy that a loader reads other pixels, or none. A choice. */
export const SOME = 0.01;
/** Share of images on their side from which on that may cost accuracy: a network learns a few of them too. A choice. */
export const MANY_TURNED = 0.05;

/** Files that are named as examples. */
const EXAMPLES = 3;

/**
 * Finds what a loader of Keras does differently from thaw: files that it leaves out or adds, folders that it takes for
 * classes, files at which it stops, and images of which it reads other pixels. A row for each kind, with the loaders
 * that do it.
 *
 * @param images of the scan, with what their headers say
 */
export function loaderDifference(
  listings: readonly LoaderListing[],
  images: readonly ScannedImage[],
  classNames: readonly string[],
): Finding[] {
  const rows = listings.flatMap((listing) =>
    [
      ...extraClassRows(listing, classNames),
      ...extraFileRows(listing.extra.filter(({ reason }) => reason !== 'extra class')),
      ...missedRows(listing),
      ...readingRows(listing, images),
    ].map((row): LoaderRow => ({ ...row, loaders: [listing.loader] })),
  );
  const merged = [...group(rows, keyOf).values()].map(
    (same): LoaderRow => ({ ...same[0]!, loaders: same.flatMap(({ loaders }) => loaders) }),
  );
  const sorted = SEVERITIES.flatMap((severity) => merged.filter((row) => row.severity === severity));
  const [worst] = sorted;
  if (worst === undefined) return [];
  const others = sorted.length - 1;
  return [
    {
      check: 'loader-difference',
      severity: worst.severity,
      summary: `Keras' ${worst.loaders.join(' and ')} ${saidOf(worst)}.${others === 0 ? '' : ` There ${others === 1 ? 'is 1 more difference' : `are ${others} more differences`} between Keras' loaders and thaw.`}`,
      evidence: sorted.map((row) => ({
        measure: row.loaders.join(' and '),
        expected: row.here,
        received: `${saidOf(row)}${examplesOf(row.files)}`,
        files: evidenceFiles(row.files),
      })),
      fix: { text: [...new Set(sorted.map(({ fix }) => fix))].join(' ') },
    },
  ];
}

/** One thing that a loader does differently. */
interface Row {
  severity: Severity;
  /** What the loader does, as the rest of a sentence about it; begins with its only verb. */
  does: string;
  /** What thaw does. */
  here: string;
  files: readonly EvidenceFile[];
  fix: string;
}

interface LoaderRow extends Row {
  /** More than one where they do the same with the same files. */
  loaders: readonly KerasLoader[];
}

const keyOf = ({ does, here, files }: Row): string => JSON.stringify([does, here, files.map((file) => file.path)]);

/** What the loader does, or both do: `leaves out`, `leave out`. */
function saidOf({ does, loaders }: LoaderRow): string {
  return loaders.length === 1
    ? does
    : does
        .replace(/^does/, 'do')
        .replace(/^(take|stop|read|leave|cut)s/, '$1')
        .replace(/^gets stuck or stops/, 'get stuck or stop');
}

function examplesOf(files: readonly EvidenceFile[]): string {
  if (files.length === 0) return '';
  const shown = files.slice(0, EXAMPLES).map((file) => file.path);
  const more = files.length > EXAMPLES ? ` and ${files.length - EXAMPLES} more` : '';
  return `: ${shown.join(', ')}${more}`;
}

const HIDDEN_FIX = 'Delete hidden files and folders, and empty class folders.';
const ENCODING_FIX = 'Rename files and folders to UTF-8, for example with `convmv`.';
const LINK_FIX = 'Delete links to folders and images of the same dataset.';

function extraClassRows({ extraClasses, extra }: LoaderListing, classNames: readonly string[]): Row[] {
  // A class with images in the other split is a `class-missing`.
  const folders = extraClasses.filter(({ name }) => !classNames.includes(name));
  if (folders.length === 0) return [];
  return [...group(folders, ({ reason }) => reason).values()].flatMap((alike) => {
    const names = [...new Set(alike.map(({ name }) => name))];
    const files = extra.filter(({ reason, className }) => reason === 'extra class' && names.includes(className));
    const shifts = isShifted(alike, classNames);
    const { folder, fix } = EXTRA_CLASS[alike[0]!.reason];
    const named = names.map((name) => `'${name}'${placeOf(alike, name)}`).join(', ');
    const isOne = names.length === 1;
    const takes = `takes the ${isOne ? folder : folder.replace(/^\w+/, '$&s')} ${named} for ${isOne ? 'a class' : 'classes'}`;
    const does = shifts ? `${takes}, so that training and validation number the classes differently` : takes;
    const here = isOne ? 'no class' : 'no classes';
    return [{ severity: shifts ? 'critical' : 'warning', does, here, files, fix } as const, ...stopRows(files, fix)];
  });
}

/** What a folder is that is no class here, and what to do about it. */
const EXTRA_CLASS: Record<ExtraClass['reason'], { folder: string; fix: string }> = {
  'hidden or empty': { folder: 'folder', fix: HIDDEN_FIX },
  encoding: { folder: 'folder with a name that is not UTF-8', fix: ENCODING_FIX },
  'link back': { folder: 'link back into the images', fix: LINK_FIX },
};

/** ` in training`, where a folder is in that split alone. */
function placeOf(folders: readonly ExtraClass[], name: string): string {
  const splits = folders.filter((folder) => folder.name === name).map(({ split }) => split);
  return splits.length === 1 && splits[0] !== undefined ? ` in ${splits[0]}` : '';
}

/** Whether a class has another number in training than in validation, because of folders that one of them has. */
function isShifted(folders: readonly ExtraClass[], classNames: readonly string[]): boolean {
  const numbered = (split: Split): string[] =>
    [...classNames, ...folders.filter((folder) => folder.split === split).map(({ name }) => name)].sort(byCodePoint);
  const [training, validation] = [numbered('training'), numbered('validation')];
  return classNames.some((name) => training.indexOf(name) !== validation.indexOf(name));
}

/** Files of a folder that is no class, at which the loader stops. */
function stopRows(files: readonly ExtraFile[], fix: string): Row[] {
  const unreadable = files.filter(({ isReadable }) => !isReadable);
  if (unreadable.length === 0) return [];
  const does = `stops with an error at ${pluralize(unreadable.length, 'file')} in folders that are no classes`;
  return [{ severity: 'warning', does, here: 'not listed', files: unreadable, fix }];
}

const EXTRA: Record<Exclude<ExtraFile['reason'], 'extra class'>, { singular: string; plural: string; fix: string }> = {
  hidden: { singular: 'hidden file', plural: 'hidden files', fix: HIDDEN_FIX },
  'broken link': {
    singular: 'link that leads nowhere',
    plural: 'links that lead nowhere',
    fix: 'Delete links that lead nowhere.',
  },
  name: {
    singular: 'file whose name ends in an extension without a dot',
    plural: 'files whose names end in an extension without a dot',
    fix: 'Rename files without a dot before the extension.',
  },
  'link back': {
    singular: 'image once more, by a link',
    plural: 'images once more, by links',
    fix: LINK_FIX,
  },
  encoding: {
    singular: 'file whose path is not UTF-8',
    plural: 'files whose paths are not UTF-8',
    fix: ENCODING_FIX,
  },
  'no file': {
    singular: 'FIFO, socket or device',
    plural: 'FIFOs, sockets or devices',
    fix: 'Move everything that is not a file out of the class folders.',
  },
};

/** At a FIFO, both loaders wait for ever. */
const stuck = (reason: ExtraFile['reason']): string =>
  reason === 'no file' ? 'gets stuck or stops at' : 'stops with an error at';

/** Files that the loader lists and thaw does not. */
function extraFileRows(extra: readonly ExtraFile[]): Row[] {
  return [...group(extra, ({ reason, isReadable }) => `${reason} ${isReadable}`).values()].map((files): Row => {
    const { reason, isReadable } = files[0]!;
    const { singular, plural, fix } = EXTRA[reason as keyof typeof EXTRA];
    const does = `${isReadable ? 'reads' : stuck(reason)} ${pluralize(files.length, singular, plural)}`;
    return { severity: 'warning', does, here: 'not listed', files, fix };
  });
}

/** Files that thaw lists and the loader does not. */
function missedRows({ missed, numOurs }: LoaderListing): Row[] {
  const isExtension = ({ reason }: MissedFile): boolean => reason === 'extension';
  const byKind = group(missed, (file) => (isExtension(file) ? path.extname(file.path).toLowerCase() : ''));
  return [...byKind].map(([extension, files]): Row => {
    // A loader that finds nothing says so by itself.
    const isNoticed = missed.length === numOurs;
    const severity = !isNoticed && files.length >= SOME * numOurs ? 'warning' : 'info';
    return isExtension(files[0]!)
      ? {
          severity,
          does: `leaves out ${pluralize(files.length, `${extension} file`)}`,
          here: 'listed',
          files,
          fix: 'Convert files that a loader leaves out to PNG.',
        }
      : {
          severity,
          does: `leaves out ${pluralize(files.length, 'file')} in linked folders`,
          here: 'links are followed',
          files,
          fix: 'Pass `follow_links=True`, or copy linked folders.',
        };
  });
}

const READINGS: Record<KerasReading, { does: (images: string) => string; here: string; least: number; fix: string }> = {
  stops: {
    does: (images) => `stops with an error at ${images}`,
    here: 'read',
    least: 0,
    fix: 'Save files that a loader does not read as PNG.',
  },
  'not turned': {
    does: (images) => `does not rotate ${images} by EXIF`,
    here: 'rotated upright',
    least: MANY_TURNED,
    fix: 'Rotate images once and save them, for example with `ImageOps.exif_transpose` of Pillow.',
  },
  'cut off': {
    does: (images) => `cuts ${images} of 16-bit gray off at 255, nearly white`,
    here: 'scaled to 0 ... 255',
    least: SOME,
    fix: 'Save 16-bit grays with 8 bits.',
  },
  'without palette': {
    does: (images) => `reads ${images} without the palette, its indices as grays`,
    here: 'colors of the palette',
    least: SOME,
    fix: 'Save images with a palette as RGB.',
  },
  'swapped channels': {
    does: (images) => `reads ${images} with mixed up channels`,
    here: 'channels by their masks',
    least: SOME,
    fix: 'Save BMP files of 32 bits as PNG.',
  },
};

/** Images of which the loader reads other pixels, among those that it lists. */
function readingRows({ loader, missed }: LoaderListing, images: readonly ScannedImage[]): Row[] {
  const leftOut = new Set(missed.map((file) => file.path));
  const listed = images.filter((image) => !leftOut.has(image.path));
  const affected = listed.filter(({ inKeras }) => inKeras?.[loader] !== undefined);
  return [...group(affected, ({ inKeras }) => inKeras![loader]!)].map(([reading, files]): Row => {
    const { does, here, least, fix } = READINGS[reading];
    // A loader that reads nothing of a dataset is not the one in use.
    const isNoticed = reading === 'stops' && files.length === listed.length;
    const severity = !isNoticed && files.length >= least * images.length ? 'warning' : 'info';
    return { severity, does: does(pluralize(files.length, 'image')), here, files, fix };
  });
}
