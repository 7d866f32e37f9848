// Keeps a row in a whole file, and others in one that it never ends; tells when they lie there.
import { createRequire } from 'node:module';

const { openRows } = createRequire(import.meta.url)('../../../dist/base/cache/keptRows.js');
const [folder, rowBytes] = process.argv.slice(2);

const keys = ['whole', 'half', 'other'];
const rowOf = (key) => Uint8Array.from({ length: rowBytes }, (_, i) => (key.charCodeAt(0) * 31 + i * 7) % 256);
const open = () =>
  openRows({
    cache: { folder },
    name: ['features', 'x'],
    keys,
    rowBytes: Number(rowBytes),
    make: async (indices) => Buffer.concat(indices.map((i) => rowOf(keys[i]))),
    memory: 0,
  });
const whole = await open();
await whole.read([0]);
await whole.close();
const half = await open();
await half.read([1, 2]);
process.send(2);
setInterval(() => undefined, 1000);
