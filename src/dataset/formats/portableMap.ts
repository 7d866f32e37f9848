import { checkSize, type Raster, RasterError, rgbOfGray } from './raster.js';

/** Whether a file is a portable bitmap, graymap, pixmap or floatmap. */
export function isPortableMap(file: Uint8Array): boolean {
  return file[0] === 0x50 && /^P([1-6f])[\t-\r ]/.test(latin1(file.subarray(0, 3)));
}

/**
 * Decodes a portable bitmap, graymap, pixmap (PBM, PGM, PPM: P1 to P6) or floatmap (Pf) to the pixels of Pillow behind
 * Keras' `load_img`, with one exception: grays of more than 8 bits are scaled to 0 ... 255, where Pillow cuts them off at
 * 255.
 *
 * Source: Pillow 12.3, `PpmImagePlugin.py`.
 *
 * @throws RasterError where the file is corrupt
 */
export function decodePortableMap(file: Uint8Array): Raster {
  const kind = String.fromCharCode(file[1]!);
  const header = new Tokens(file, 3);
  const [width, height] = [header.whole('the width'), header.whole('the height')];
  checkSize(width, height);
  const shape = { format: 'ppm', width, height } as const;
  if (kind === '1') return { ...shape, pixels: rgbOfGray(plainBits(file, header.at, width * height)), ...GRAY };
  if (kind === '4') return { ...shape, pixels: rgbOfGray(packedBits(file, header.at, width, height)), ...GRAY };
  if (kind === 'f') {
    const scale = Number(header.next('the scale'));
    if (!Number.isFinite(scale) || scale === 0) throw new RasterError(`the scale is ${scale}`);
    const pixels = rgbOfGray(floats(file, header.at, width, height, scale < 0));
    return { ...shape, pixels, space: 'b-w', depth: 'float' };
  }
  return { ...shape, ...levels(file, header, width * height, kind) };
}

/** The pixels of a graymap or pixmap. */
function levels(file: Uint8Array, header: Tokens, numPixels: number, kind: string): Omit<Raster, keyof Shape> {
  const channels = kind === '3' || kind === '6' ? 3 : 1;
  const most = header.whole('the largest value');
  if (most === 0 || most > 65535) throw new RasterError(`the largest value is ${most}, not 1 to 65535`);
  const isDeep = most > 255;
  const count = numPixels * channels;
  const isPlain = kind === '2' || kind === '3';
  const stored = isPlain ? plainValues(file, header.at, count, most) : packedValues(file, header.at, count, isDeep);
  const levelOf = levelsOf(most, channels === 1);
  const pixels = Uint8Array.from(stored, (value) => levelOf[value]!);
  const depth = isDeep ? 'ushort' : 'uchar';
  return channels === 3
    ? { pixels, space: isDeep ? 'rgb16' : 'srgb', depth }
    : { pixels: rgbOfGray(pixels), space: isDeep ? 'grey16' : 'b-w', depth };
}

type Shape = Pick<Raster, 'format' | 'width' | 'height'>;

const GRAY = { space: 'b-w', depth: 'uchar' } as const;

/** Value in 0 ... 255 of each value of the file. */
function levelsOf(most: number, isGray: boolean): Uint8Array {
  const levels = new Uint8Array(65536);
  const isDeepGray = isGray && most > 255;
  for (let value = 0; value < levels.length; value++) {
    // As a 16-bit PNG: brought to 16 bits, and of those the high byte.
    if (isDeepGray) levels[value] = Math.min(65535, roundedToEven((value / most) * 65535)) >> 8;
    else levels[value] = Math.min(255, roundedToEven((value / most) * 255));
  }
  return levels;
}

/** Python's `round`: halves go to the even neighbor. */
function roundedToEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down + (down % 2);
}

/** Words of a file between white space, without comments. */
class Tokens {
  constructor(
    private readonly file: Uint8Array,
    /** Place behind the last word and the white space that ended it. */
    public at: number,
  ) {}

  /** @throws RasterError where there is none, or it has more than 10 characters */
  next(what: string): string {
    this.skipSpace();
    const start = this.at;
    while (this.at < this.file.length && !isEndOfWord(this.file[this.at]!)) this.at++;
    const token = latin1(this.file.subarray(start, this.at));
    if (token === '' || token.length > 10) throw new RasterError(`${what} is missing in the header`);
    if (this.file[this.at] !== HASH) this.at++;
    return token;
  }

  private skipSpace(): void {
    while (this.at < this.file.length) {
      const character = this.file[this.at]!;
      if (character === HASH) this.skipLine();
      else if (!isSpace(character)) return;
      this.at++;
    }
  }

  private skipLine(): void {
    while (this.at < this.file.length && !isLineEnd(this.file[this.at]!)) this.at++;
  }

  /** @throws RasterError where the next word is no whole number */
  whole(what: string): number {
    const token = this.next(what);
    if (!/^\d+$/.test(token)) throw new RasterError(`${what} is '${token}'`);
    return Number(token);
  }
}

const HASH = 0x23;
const isSpace = (character: number): boolean => character === 0x20 || (character >= 9 && character <= 13);
const isEndOfWord = (character: number): boolean => isSpace(character) || character === HASH;
const isLineEnd = (character: number): boolean => character === 10 || character === 13;

/** Text without comments. */
function plainText(file: Uint8Array, at: number): string {
  return latin1(file.subarray(at)).replace(/#[^\r\n]*([\r\n]|$)/g, '');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Digits 0 and 1, of which 1 is black; white space between them may be missing. */
function plainBits(file: Uint8Array, at: number, count: number): Uint8Array {
  const digits = plainText(file, at).replace(/\s+/g, '').slice(0, count);
  if (/[^01]/.test(digits)) throw new RasterError('a bitmap holds digits other than 0 and 1');
  if (digits.length < count) throw cutShort();
  return Uint8Array.from({ length: count }, (_, i) => (digits[i] === '0' ? 255 : 0));
}

function packedBits(file: Uint8Array, at: number, width: number, height: number): Uint8Array {
  const stride = Math.ceil(width / 8);
  if (at + stride * height > file.length) throw cutShort();
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const column = i % width;
    const byte = file[at + Math.floor(i / width) * stride + (column >> 3)]!;
    return (byte >> (7 - (column & 7))) & 1 ? 0 : 255;
  });
}

function plainValues(file: Uint8Array, at: number, count: number, most: number): Uint16Array {
  // A number has a digit and white space behind it.
  if (file.length - at < 2 * count - 1) throw cutShort();
  const values = new Uint16Array(count);
  let read = 0;
  for (const [token] of plainText(file, at).matchAll(/\S+/g)) {
    if (read === count) break;
    if (!/^\d{1,10}$/.test(token)) throw new RasterError(`'${token.slice(0, 12)}' stands where a value is expected`);
    if (Number(token) > most) throw new RasterError(`the value ${token} is larger than ${most}, the largest declared`);
    values[read++] = Number(token);
  }
  if (read < count) throw cutShort();
  return values;
}

function packedValues(file: Uint8Array, at: number, count: number, isDeep: boolean): Uint8Array | Uint16Array {
  if (at + count * (isDeep ? 2 : 1) > file.length) throw cutShort();
  if (!isDeep) return file.subarray(at, at + count);
  return Uint16Array.from({ length: count }, (_, i) => (file[at + 2 * i]! << 8) | file[at + 2 * i + 1]!);
}

/** Floats from the bottom row up, cut off to 0 ... 255. */
function floats(file: Uint8Array, at: number, width: number, height: number, isLittleEndian: boolean): Uint8Array {
  if (at + width * height * 4 > file.length) throw cutShort();
  const view = new DataView(file.buffer, file.byteOffset + at);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const row = height - 1 - Math.floor(i / width);
    const value = view.getFloat32((row * width + (i % width)) * 4, isLittleEndian);
    return Math.max(0, Math.min(255, value));
  });
}

const cutShort = (): RasterError => new RasterError('the file ends before the last pixel');
