import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** An array of float32 in a folder under a name that is the digest of all it depends on; made where it is not there. */
export async function cachedArray(
  folder: string,
  name: string,
  make: () => Promise<Float32Array>,
): Promise<Float32Array> {
  const file = path.join(folder, `${name}.f32`);
  const found = await fs.readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found !== undefined) {
    return new Float32Array(found.buffer.slice(found.byteOffset, found.byteOffset + found.byteLength));
  }
  const values = await make();
  await fs.mkdir(folder, { recursive: true });
  // Written beside and renamed, so that a kill or a second process leaves no half array.
  const part = `${file}.${process.pid}`;
  await fs.writeFile(part, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  await fs.rename(part, file);
  return values;
}
