import { expect, test } from 'vitest';
import { decodeBmp } from '../../../src/dataset/formats/bmp.js';
import { RasterError } from '../../../src/dataset/formats/raster.js';

// Every kind of BMP is compared with Pillow in test/keras/imageFormats.test.ts.

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const WHITE = [255, 255, 255];

test('the rows of a BMP stand from the bottom up, padded to four bytes, in blue, green, red', () => {
  const rows = [0, 0, 255, 255, 255, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0];
  const { pixels, width, height } = decodeBmp(bmp({ bits: 24, data: rows }));
  expect([width, height]).toEqual([2, 2]);
  expect([...pixels]).toEqual([...BLUE, ...GREEN, ...RED, ...WHITE]);
});

test('a negative height puts the top row first', () => {
  const rows = [0, 0, 255, 255, 255, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0];
  const { pixels, height } = decodeBmp(bmp({ bits: 24, data: rows, height: -2 }));
  expect(height).toBe(2);
  expect([...pixels]).toEqual([...RED, ...WHITE, ...BLUE, ...GREEN]);
});

test('an index of 1 bit is the color of the palette', () => {
  const palette = [0, 0, 255, 0, 255, 0, 0, 0];
  const { pixels } = decodeBmp(bmp({ bits: 1, palette, data: [0b01000000, 0, 0, 0, 0b11000000, 0, 0, 0] }));
  expect([...pixels]).toEqual([...BLUE, ...BLUE, ...RED, ...BLUE]);
});

test('run lengths give as many pixels as they count', () => {
  const palette = [0, 0, 255, 0, 255, 0, 0, 0];
  const file = bmp({ bits: 8, palette, compression: 1, data: [2, 1, 0, 0, 1, 0, 1, 1, 0, 1] });
  expect([...decodeBmp(file).pixels]).toEqual([...RED, ...BLUE, ...BLUE, ...BLUE]);
});

test.each([
  ['a side is 0', bmp({ bits: 24, width: 0, data: [] }), '0x2 pixels'],
  [
    'it claims more pixels than a file can be trusted with',
    bmp({ bits: 24, width: 60_000, height: 60_000, data: [] }),
    '60000x60000 pixels are more than 178,956,970',
  ],
  ['its pixels are cut short', bmp({ bits: 24, data: [1, 2, 3] }), 'cut short'],
  [
    'its run lengths are cut short',
    bmp({ bits: 8, compression: 1, data: [2, 1] }),
    'the run lengths end before the last pixel',
  ],
  ['its header is cut short', bmp({ bits: 24, data: [] }).subarray(0, 30), 'ends within its header'],
  ['it has 7 bits a pixel', bmp({ bits: 7, data: [] }), '7 bits a pixel'],
  ['it holds a JPEG', bmp({ bits: 24, compression: 4, data: [] }), 'compression 4'],
])('a BMP is refused where %s', (_, file, reason) => {
  expect(() => decodeBmp(file)).toThrow(RasterError);
  expect(() => decodeBmp(file)).toThrow(reason);
});

interface Parts {
  bits: number;
  data: readonly number[];
  palette?: readonly number[];
  width?: number;
  height?: number;
  compression?: number;
}

/** A BMP with the header of Windows 3; a palette given in part is filled up with black. */
function bmp({ bits, data, palette = [], width = 2, height = 2, compression = 0 }: Parts): Buffer {
  const colors = bits <= 8 ? Buffer.alloc(4 * 2 ** bits) : Buffer.alloc(0);
  colors.set(palette);
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + colors.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  return Buffer.concat([header, colors, Buffer.from(data)]);
}
