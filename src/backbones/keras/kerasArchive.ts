import { createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as yauzl from 'yauzl';
import { UserError } from '../../base/errors.js';
import { readIfExists } from '../../base/wholeFile.js';
import { readHdf5 } from './hdf5.js';
import { readKeras3 } from './keras3File.js';
import { parseConfig } from './modelConfig.js';
import type { StoredModel } from './storedLayers.js';

export const CONFIG = 'config.json';
export const WEIGHTS = 'model.weights.h5';
const METADATA = 'metadata.json';

/** Far above what models have: InceptionV3's configuration is 0.3 MB, VGG16's weights with its top 0.6 GB. */
const MOST_BYTES = { [METADATA]: 2 ** 20, [CONFIG]: 64 * 2 ** 20, [WEIGHTS]: 8 * 2 ** 30 } as const;
/** Weights shrink to nine tenths, zeros to a thousandth; Keras does not compress at all. */
const LARGEST_RATIO = 100;
const FREE_OF_RATIO = 2 ** 20;

/**
 * Reads a `.keras` file: a zip file of the model's configuration and its weights. The weights are unpacked into a
 * folder for temporary files while `use` runs.
 *
 * @throws UserError if the file is incomplete, no `.keras` file, or unpacks into more than a model needs
 */
export async function readKerasArchive<T>(file: string, use: (stored: StoredModel) => T): Promise<T> {
  const folder = await fs.mkdtemp(path.join(tmpdir(), 'thaw-keras-'));
  try {
    await unpack(file, folder);
    const json = await readJson(path.join(folder, CONFIG), file);
    const config = parseConfig(json, file);
    const { compile_config: compiled } = json as { compile_config?: Record<string, unknown> | null };
    const metadata = await readIfExists(path.join(folder, METADATA));
    const kerasVersion = (metadata && /"keras_version": "([^"]+)"/.exec(metadata.toString())?.[1]) ?? '3';
    return await readHdf5(path.join(folder, WEIGHTS), file, (root) =>
      use({ config, layers: readKeras3(root, config), compiled: compiled ?? undefined, kerasVersion }),
    );
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

async function unpack(file: string, folder: string): Promise<void> {
  const missing = new Set<string>([CONFIG, WEIGHTS]);
  let zip: yauzl.ZipFile | undefined;
  try {
    zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) {
      const { fileName } = entry;
      if (fileName !== CONFIG && fileName !== WEIGHTS && fileName !== METADATA) continue;
      checkSize(entry, MOST_BYTES[fileName], file);
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path.join(folder, fileName)));
      missing.delete(fileName);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${file} is expected to be a complete .keras file.`,
      (error as Error).message,
      'Copy it again.',
    );
  } finally {
    zip?.close();
  }
  if (missing.size === 0) return;
  throw new UserError(
    `${file} is expected to be a model of Keras 3, a zip file with ${CONFIG} and ${WEIGHTS}.`,
    `a zip file without ${[...missing].join(' and ')}`,
    'Save the model with `model.save("name.keras")`.',
  );
}

/** What an entry says of itself; yauzl stops where its bytes are more than that. */
function checkSize({ fileName, compressedSize, uncompressedSize }: yauzl.Entry, most: number, file: string): void {
  const allowed = Math.min(most, Math.max(FREE_OF_RATIO, LARGEST_RATIO * compressedSize));
  if (uncompressedSize <= allowed) return;
  throw new UserError(
    `${file} is expected to unpack into a model: ${fileName}, packed in ${compressedSize} bytes, into at most ${allowed}.`,
    `${uncompressedSize} bytes`,
    'Do not open it unless you made it yourself. In that case, save it without compression.',
  );
}

async function readJson(file: string, shown: string): Promise<unknown> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(
      `${shown} is expected to hold its configuration in JSON.`,
      (error as Error).message,
      'Copy it again.',
    );
  }
}
