import * as fs from 'node:fs/promises';
import { UserError } from '../../base/errors.js';
import { readHdf5 } from './hdf5.js';
import { readKeras2 } from './keras2File.js';
import { isKeras3, readKeras3Alone } from './keras3File.js';
import { readKerasArchive } from './kerasArchive.js';
import type { StoredModel } from './storedLayers.js';
import { readTfjs } from './tfjsFile.js';
import { withoutNormalization } from './withoutNormalization.js';

/** What the user can do about a file that is no file of weights. */
export const NAME_ANOTHER_FILE =
  'Name a weights file of Keras (`*_notop.h5`, `.weights.h5`), a whole model (`.h5`, `.keras`), or the model.json of tfjs.';

const HDF5_SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/**
 * Opens a file of Keras 2, Keras 3 or tfjs, whatever its name ends in, and gives `use` what stands in it, with `Rescaling`
 * in place of `Normalization`.
 *
 * @throws UserError if the file is not there, not whole, or something else
 */
export async function readStored<T>(file: string, use: (stored: StoredModel) => T): Promise<T> {
  return await readAny(file, (stored) => use(withoutNormalization(stored)));
}

async function readAny<T>(file: string, use: (stored: StoredModel) => T): Promise<T> {
  const start = await firstBytes(file);
  if (start.equals(HDF5_SIGNATURE)) {
    return await readHdf5(file, file, (root) => {
      if (isKeras3(root)) return use({ config: undefined, layers: readKeras3Alone(root) });
      const stored = readKeras2(root, file);
      if (stored.layers.length > 0) return use(stored);
      throw new UserError(
        `${file} is expected to hold weights of Keras, with 'layer_names' or 'layers'.`,
        'an HDF5 file with other content',
        NAME_ANOTHER_FILE,
      );
    });
  }
  if (start.subarray(0, 2).toString() === 'PK') return await readKerasArchive(file, use);
  if (start.toString().trimStart().startsWith('{')) return use(await readTfjs(file));
  const received = start.length === 0 ? 'an empty file' : 'something else';
  throw new UserError(`${file} is expected to be an HDF5, a .keras or a model.json file.`, received, NAME_ANOTHER_FILE);
}

async function firstBytes(file: string): Promise<Buffer> {
  const start = Buffer.alloc(HDF5_SIGNATURE.length);
  try {
    const handle = await fs.open(file);
    try {
      const { bytesRead } = await handle.read(start);
      return start.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError('A file of weights was expected.', `no file ${file}`, NAME_ANOTHER_FILE);
    if (code === 'EISDIR') throw await folderError(file);
    throw error;
  }
}

async function folderError(folder: string): Promise<UserError> {
  const names: string[] = await fs.readdir(folder);
  if (!names.includes('saved_model.pb')) {
    return new UserError('A file of weights was expected.', `the folder ${folder}`, NAME_ANOTHER_FILE);
  }
  return new UserError(
    'A file of Keras was expected.',
    `the folder ${folder}, a SavedModel, which holds TensorFlow's graph`,
    'Save the model in Keras with `model.save("model.keras")` or `model.save("model.h5")`.',
  );
}
