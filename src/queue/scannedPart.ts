import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { Example } from '../dataset/dataset.js';
import type { Scan, ScannedImage } from '../dataset/scan.js';
import { list, object, parseFields, text, wholeNumber } from '../recipe/fields.js';

/** What a scan says of a file, without what the folder says of it. */
export type ScannedFile = Omit<ScannedImage, keyof Example>;

/** Most bytes of a part as JSON, so that a small package cannot fill the memory. */
const MOST_BYTES = 64 * 2 ** 20;

const reading = z.enum(['stops', 'not turned', 'cut off', 'without palette', 'swapped channels']).optional();

const fileSchema: z.ZodType<ScannedFile> = object({
  width: wholeNumber({ from: 1 }),
  height: wholeNumber({ from: 1 }),
  format: text(),
  channels: wholeNumber({ from: 1 }),
  orientation: wholeNumber({ from: 1, to: 8 }),
  inKeras: object({ flow_from_directory: reading, image_dataset_from_directory: reading }).optional(),
  bytes: wholeNumber({ from: 0 }),
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest is expected'),
});
const schema = list(fileSchema.nullable(), 'files');

/** What was scanned of some images, as it is sent; null for a file that cannot be read. */
export async function packPart(examples: readonly Example[], { images }: Scan): Promise<Buffer> {
  const byPath = new Map(images.map((image) => [image.path, image]));
  const files = examples.map((example) => withoutPlace(byPath.get(example.path)));
  return await promisify(gzip)(JSON.stringify(files));
}

function withoutPlace(image: ScannedImage | undefined): ScannedFile | null {
  if (image === undefined) return null;
  const { path: _path, className: _className, label: _label, split: _split, part: _part, ...file } = image;
  return file;
}

/**
 * Reads what was scanned of a part elsewhere.
 *
 * @param count of its images
 * @throws UserError or SyntaxError if it is no such thing, or of another number of images
 */
export async function unpackPart(bytes: Buffer, count: number): Promise<(ScannedFile | null)[]> {
  const json = await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  return parseFields(schema.length(count), JSON.parse(json.toString()), 'a part of a scan');
}
