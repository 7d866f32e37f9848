import * as path from 'node:path';
import { readIfThere, writeWhole } from '../base/wholeFile.js';

/** An array of float32 in a folder under a name that is the digest of all it depends on; made where it is not there. */
export async function cachedArray(
  folder: string,
  name: string,
  make: () => Promise<Float32Array>,
): Promise<Float32Array> {
  const file = path.join(folder, `${name}.f32`);
  const found = await readIfThere(file);
  if (found !== undefined) {
    return new Float32Array(found.buffer.slice(found.byteOffset, found.byteOffset + found.byteLength));
  }
  const values = await make();
  await writeWhole(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return values;
}
