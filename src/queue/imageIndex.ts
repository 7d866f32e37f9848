import * as path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { digestOfList } from '../base/digest.js';
import { pluralize } from '../base/text/pluralize.js';
import type { ScannedImage } from '../dataset/scan.js';
import { PART_IN_STORE } from '../dataset/validationParts.js';
import { list, object, parseFields, text, wholeNumber } from '../recipe/fields.js';

/** The images that runs are trained and evaluated on, without where a machine keeps them. */
export interface ImageIndex {
  classNames: string[];
  /** In the order that a run sees. */
  images: IndexedImage[];
}

/** An image of an index. */
export interface IndexedImage extends Pick<ScannedImage, 'digest' | 'label' | 'split' | 'part'> {
  /** Path in the folder of images, for what is said of it; nothing depends on it. */
  name: string;
}

/** Lists images without the path of their folder. */
export function indexOf(images: readonly ScannedImage[], classNames: readonly string[], folder: string): ImageIndex {
  return {
    classNames: [...classNames],
    images: images.map(({ digest: of, label, split, part, path: file }) => ({
      digest: of,
      label,
      split,
      ...(part !== undefined && { part }),
      name: path.relative(folder, file).split(path.sep).join('/'),
    })),
  };
}

/** Digest of all of an index that a run depends on: the images, their order, classes and splits. Not of their names. */
export function digestOfIndex({ classNames, images }: ImageIndex): string {
  const data = images.map((image) => [
    ...[image.digest, image.label, image.split],
    ...(image.part === undefined ? [] : [PART_IN_STORE[image.part]]),
  ]);
  return digestOfList({ classNames }, 'data', data).slice(0, 32);
}

/** Most bytes of an index as JSON: a million images take 130 MB. */
const MOST_BYTES = 400 * 2 ** 20;

const schema: z.ZodType<ImageIndex> = object({
  classNames: list(text(), 'names').min(2, 'at least two names are expected'),
  images: list(
    object({
      digest: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest is expected'),
      label: wholeNumber({ from: 0 }),
      split: z.enum(['training', 'validation']),
      part: z.enum(['selection', 'evaluation']).optional(),
      name: z.string(),
    }),
    'images',
  ),
}).refine(({ classNames, images }) => images.every(({ label }) => label < classNames.length), {
  path: ['images'],
  message: 'labels of the classes are expected',
});

/** An index as it is sent. */
export async function packIndex(index: ImageIndex): Promise<Buffer> {
  return await promisify(gzip)(JSON.stringify(index));
}

/**
 * Reads a packed index.
 *
 * @throws UserError if it is no index
 */
export async function unpackIndex(bytes: Buffer): Promise<ImageIndex> {
  const json = await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  return parseFields(schema, JSON.parse(json.toString()), 'an index of images');
}

/** Images of a machine, by the digest of their files. */
export type OwnImages = ReadonlyMap<string, ScannedImage>;

/** Images by the digest of their files. */
export function byDigest(images: readonly ScannedImage[]): OwnImages {
  return new Map(images.map((image) => [image.digest, image]));
}

/**
 * Finds the images of an index among those of this machine.
 *
 * @returns the images with the classes and splits of the index, or what is missing, in words
 */
export function findImages({ classNames, images }: ImageIndex, own: OwnImages): ScannedImage[] | string {
  const missing = images.filter((image) => !own.has(image.digest));
  if (missing.length > 0) {
    const count = `${missing.length} of ${pluralize(images.length, 'image')}`;
    return `${count} ${missing.length === 1 ? 'is' : 'are'} not in the folder of this worker, such as ${missing[0]!.name}`;
  }
  return images.map(({ digest: of, label, split, part }) => {
    const { part: _, ...image } = own.get(of)!;
    return { ...image, className: classNames[label]!, label, split, ...(part !== undefined && { part }) };
  });
}
