import { checkSize, RasterError } from './raster.js';

/** What the header of a BMP file says of its pixels. */
export interface BmpHeader {
  /** Bytes of the second header: 12 and 64 are OS/2's. */
  headerSize: number;
  width: number;
  height: number;
  topDown: boolean;
  /** Of one pixel, as declared. */
  bits: number;
  /** The same, as Pillow reads them: a black and white palette is ignored, and with it the declared bits. */
  bitsRead: number;
  compression: 'none' | 'rle8' | 'rle4';
  /** Bytes of a row, with its padding. */
  stride: number;
  /** Place of the pixels in the file. */
  offset: number;
  colors: BmpColors;
}

/** How the bits of a pixel become a color. */
export type BmpColors =
  | { kind: 'gray'; isBilevel: boolean }
  /** 256 colors, red, green, blue. */
  | { kind: 'palette'; palette: Uint8Array }
  /** The value of red, green and blue in the bytes of a pixel. */
  | { kind: 'masks'; masks: readonly number[]; channels: readonly Channel[] };

type Channel = (file: Uint8Array, at: number) => number;

const FILE_HEADER = 14;
const OS2_HEADER = 12;
const HEADERS = [40, 52, 56, 64, 108, 124];
const COMPRESSIONS = ['none', 'rle8', 'rle4', 'bitfields'] as const;

/** @throws RasterError where the header is corrupt, or of a kind that Pillow does not read */
export function readBmpHeader(file: Uint8Array): BmpHeader {
  const numbers = numbersOf(file);
  const headerSize = numbers.u32(FILE_HEADER);
  if (headerSize !== OS2_HEADER && !HEADERS.includes(headerSize)) {
    throw new RasterError(`a BMP header of ${headerSize} bytes is unknown`);
  }
  // Reads a number at the end, so that the whole header is there.
  numbers.u16(FILE_HEADER + headerSize - 2);
  const header = headerSize === OS2_HEADER ? os2Fields(numbers) : windowsFields(file, numbers);
  const { width, height, bits } = header;
  checkSize(width, height);
  const shape = { ...header, headerSize, stride: 4 * Math.ceil((width * bits) / 32) };
  return bits > 8 ? withMasks(shape, numbers) : withPalette(shape, file, numbers);
}

type Numbers = Record<'u16' | 'u32', (at: number) => number>;

/** Little-endian numbers of the file. */
function numbersOf(file: Uint8Array): Numbers {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const within = (at: number, bytes: number): number => {
    if (at + bytes > view.byteLength) throw new RasterError('the BMP file ends within its header');
    return at;
  };
  return {
    u16: (at) => view.getUint16(within(at, 2), true),
    u32: (at) => view.getUint32(within(at, 4), true),
  };
}

interface Fields extends Pick<BmpHeader, 'width' | 'height' | 'topDown' | 'bits'> {
  stored: (typeof COMPRESSIONS)[number];
  /** Colors of the palette; 0 where all that the bits allow. */
  numColors: number;
}
type Shape = Fields & Pick<BmpHeader, 'headerSize' | 'stride'>;

function os2Fields({ u16 }: Numbers): Fields {
  return { width: u16(18), height: u16(20), topDown: false, bits: u16(24), stored: 'none', numColors: 0 };
}

function windowsFields(file: Uint8Array, { u16, u32 }: Numbers): Fields {
  const topDown = file[25] === 0xff;
  const height = topDown ? 2 ** 32 - u32(22) : u32(22);
  const stored = COMPRESSIONS[u32(30)];
  if (stored === undefined) throw new RasterError(`compression ${u32(30)} of a BMP is not read`);
  return { width: u32(18), height, topDown, bits: u16(28), stored, numColors: u32(46) };
}

/** The place of the pixels that the file declares; 0 where it does not. */
const OFFSET = 10;

function withMasks({ stored, ...shape }: Shape, { u32 }: Numbers): BmpHeader {
  const { bits, headerSize } = shape;
  if (stored === 'rle8' || stored === 'rle4') throw new RasterError(`run lengths of ${bits} bits`);
  const end = FILE_HEADER + headerSize;
  const colors = maskColors(bits, stored === 'none' ? undefined : storedMasks(u32, headerSize));
  // A header of 40 bytes has its masks behind it.
  const offset = u32(OFFSET) || (stored === 'bitfields' && headerSize === 40 ? end + 12 : end);
  return { ...shape, bitsRead: bits, compression: 'none', offset, colors };
}

function withPalette({ stored, numColors: declared, ...shape }: Shape, file: Uint8Array, { u32 }: Numbers): BmpHeader {
  const { bits, headerSize } = shape;
  if (![1, 4, 8].includes(bits)) throw new RasterError(`${bits} bits a pixel`);
  if (stored === 'bitfields') throw new RasterError(`bit masks with ${bits} bits a pixel`);
  const end = FILE_HEADER + headerSize;
  const entryBytes = headerSize === OS2_HEADER ? 3 : 4;
  const numColors = declared || 2 ** bits;
  if (numColors > 65536) throw new RasterError(`a palette of ${numColors} colors`);
  const palette = file.subarray(end, end + entryBytes * numColors);
  const colors = paletteColors(palette, entryBytes, numColors);
  const bitsRead = bitsReadAs(colors, bits, stored);
  const offset = (u32(OFFSET) === end ? 0 : u32(OFFSET)) || end + entryBytes * numColors;
  return { ...shape, bitsRead, compression: stored, offset, colors };
}

/** Bits of a pixel as Pillow reads them: without its palette, an image has 8, in black and white 1. */
function bitsReadAs(colors: BmpColors, bits: number, compression: BmpHeader['compression']): number {
  if (colors.kind !== 'gray') return bits;
  if (compression !== 'none') {
    if (colors.isBilevel) throw new RasterError('run lengths in black and white');
    return bits;
  }
  const bitsRead = colors.isBilevel ? 1 : 8;
  if (bitsRead > bits) throw new RasterError(`a gray palette with ${bits} bits a pixel`);
  return bitsRead;
}

/** Masks of red, green, blue and alpha, where the file has bit masks. */
function storedMasks(u32: (at: number) => number, headerSize: number): number[] {
  // Within the header from its 40th byte on, or behind one of 40 bytes: the same place.
  const start = FILE_HEADER + 40;
  const masks = [u32(start), u32(start + 4), u32(start + 8)];
  return [...masks, headerSize >= 56 ? u32(start + 12) : 0];
}

/** The masks that Pillow reads, by bits, with the byte of red, green and blue in a pixel of 24 or 32 bits. */
const BYTES_OF_MASKS: readonly { bits: number; masks: readonly number[]; bytes: readonly number[] }[] = [
  { bits: 32, masks: [0xff0000, 0xff00, 0xff, 0], bytes: [2, 1, 0] },
  { bits: 32, masks: [0xff000000, 0xff0000, 0xff00, 0], bytes: [3, 2, 1] },
  { bits: 32, masks: [0xff000000, 0xff00, 0xff, 0], bytes: [3, 1, 0] },
  { bits: 32, masks: [0xff000000, 0xff0000, 0xff00, 0xff], bytes: [3, 2, 1] },
  { bits: 32, masks: [0xff, 0xff00, 0xff0000, 0xff000000], bytes: [0, 1, 2] },
  { bits: 32, masks: [0xff0000, 0xff00, 0xff, 0xff000000], bytes: [2, 1, 0] },
  { bits: 32, masks: [0xff000000, 0xff00, 0xff, 0xff0000], bytes: [3, 1, 0] },
  { bits: 32, masks: [0, 0, 0, 0], bytes: [2, 1, 0] },
  { bits: 24, masks: [0xff0000, 0xff00, 0xff], bytes: [2, 1, 0] },
];
const MASKS_565 = [0xf800, 0x7e0, 0x1f];
const MASKS_555 = [0x7c00, 0x3e0, 0x1f];

/** @param stored masks of the file; undefined where it has none, and its pixels are blue, green, red */
function maskColors(bits: number, stored: readonly number[] | undefined): BmpColors {
  if (bits !== 16 && bits !== 24 && bits !== 32) throw new RasterError(`${bits} bits a pixel`);
  const masks = stored ?? (bits === 16 ? MASKS_555 : [0xff0000, 0xff00, 0xff, 0]);
  const isSame = (known: readonly number[]): boolean => known.every((mask, i) => mask === masks[i]);
  if (bits === 16) {
    const known = [MASKS_565, MASKS_555].find(isSame);
    if (known === undefined) throw unknownMasks(masks);
    return { kind: 'masks', masks, channels: known.map(channelOfWord) };
  }
  const known = BYTES_OF_MASKS.find((layout) => layout.bits === bits && isSame(layout.masks));
  if (known === undefined) throw unknownMasks(masks);
  return {
    kind: 'masks',
    masks,
    channels: known.bytes.map(
      (byte): Channel =>
        (file, at) =>
          file[at + byte]!,
    ),
  };
}

function unknownMasks(masks: readonly number[]): RasterError {
  return new RasterError(`the bit masks ${masks.map((mask) => mask.toString(16)).join(', ')} are not read`);
}

/** Five or six bits of a word as 0 ... 255, rounded down as Pillow does. */
function channelOfWord(mask: number): Channel {
  const shift = Math.log2(mask & -mask);
  const most = mask >> shift;
  return (file, at) => Math.floor((255 * (((file[at]! | (file[at + 1]! << 8)) & mask) >> shift)) / most);
}

/** A palette of black and white, or of grays that are their own index, is ignored. */
function paletteColors(stored: Uint8Array, entryBytes: number, numColors: number): BmpColors {
  const levels = numColors === 2 ? [0, 255] : Array.from({ length: numColors }, (_, i) => i & 255);
  const isGray = levels.every((level, i) => [0, 1, 2].every((c) => stored[i * entryBytes + c] === level));
  if (isGray) return { kind: 'gray', isBilevel: numColors === 2 };
  if (stored.length > 256 * entryBytes) throw new RasterError(`a palette of ${numColors} colors`);
  // Pixels may index colors that the file does not hold: those are black.
  const palette = new Uint8Array(768);
  for (let i = 0; i < Math.floor(stored.length / entryBytes); i++) {
    for (let c = 0; c < 3; c++) palette[i * 3 + c] = stored[i * entryBytes + 2 - c]!;
  }
  return { kind: 'palette', palette };
}
