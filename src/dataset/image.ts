import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Encoding } from './figures/pictureFigures.js';
import { decodeBmp } from './formats/bmp.js';
import { mayBeCmyk } from './formats/mayBeCmyk.js';
import { decodePortableMap, isPortableMap } from './formats/portableMap.js';
import { isGraySpace, MAX_PIXELS, type Raster } from './formats/raster.js';
import { type KerasReadings, kerasReadings } from './keras/kerasReadings.js';
import { type Interpolation, resized, type Size } from './resize.js';

/** An image could not be decoded; the scan turns this into a finding. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
  readonly file: string;
  readonly reason: string;

  constructor(file: string, reason: string) {
    super(`${path.basename(file)}: ${reason}`);
    this.file = file;
    this.reason = reason;
  }
}

/**
 * Decodes and resizes an image to 8-bit RGB `[height, width, 3]`, values 0 ... 255, stretched to the size: the pixels of
 * Pillow's `convert('RGB')` behind Keras' `load_img`, without color profiles and without alpha, except that here
 *
 * - EXIF orientation is applied, where Keras leaves an image on its side (other than a TIFF);
 * - grays of 16 bits are scaled, where `load_img` cuts them off at 255, all white.
 *
 * @param size its interpolation is Keras' default, `nearest`, where left out
 * @param into where the pixels go; new where left out
 * @throws UnreadableImage with the reason
 */
export async function decodeImage(
  file: string,
  size: Size & { interpolation?: Interpolation },
  into?: Uint8Array,
): Promise<Uint8Array> {
  return await readable(file, async () => {
    const { pixels, size: stored } = await rgbOf(file, (image) => image);
    return resized(pixels, stored, size, size.interpolation ?? 'nearest', into);
  });
}

/**
 * Decodes an image upright, shrunk until its longer side is at most that long, never enlarged: enough to measure it.
 *
 * @returns 8-bit RGB `[height, width, 3]` and its size
 * @throws UnreadableImage with the reason
 */
export async function decodeSmall(file: string, longSide: number): Promise<Decoded> {
  return await readable(file, () => rgbOf(file, fitInto({ width: longSide, height: longSide })));
}

/** 8-bit RGB `[height, width, 3]`. */
interface Decoded {
  pixels: Uint8Array;
  size: Size;
}

/** How a file keeps its values, without looking at them. */
export async function readEncoding(file: string): Promise<Encoding> {
  const { space, depth, hasAlpha } = await open(file);
  return { space, depth, hasAlpha };
}

/** Size and format of an image file, as stored. */
export interface ImageHeader {
  /** In pixels, as stored, before orientation. */
  width: number;
  height: number;
  format: string;
  channels: number;
  /** EXIF orientation, 1 ... 8; 1 where there is none. */
  orientation: number;
  /** What Keras' loaders do with it, where they do not get thaw's pixels. */
  inKeras?: KerasReadings;
}

/**
 * Reads an image's header, and every pixel too, so that a file cut short is found.
 *
 * @param bytes of the file, where they have been read
 */
export async function readHeader(file: string, bytes?: Uint8Array): Promise<ImageHeader & Encoding> {
  return await readable(file, async () => {
    const stored = bytes ?? (await fs.readFile(file));
    const { image, ...header } = await open(file, stored);
    const inKeras = kerasReadings(header, stored);
    // All pixels, thrown away: six times as fast as sharp's statistics, and as strict.
    await image.raw().toBuffer();
    return { ...header, ...(Object.keys(inKeras).length > 0 && { inKeras }) };
  });
}

/** An image small enough for a page, as the network gets it, as a JPEG data URL. */
export async function thumbnail(file: string, size: Size): Promise<string> {
  const { pixels, size: small } = await rgbOf(file, fitInto(size));
  const jpeg = await ofPixels(pixels, small).jpeg({ quality: 80 }).toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** Pixels `[height, width, 3]` in 0 ... 255 as a PNG data URL. */
export async function pngOfPixels(pixels: ArrayLike<number>, height: number, width: number): Promise<string> {
  const png = await ofPixels(Uint8Array.from(pixels), { height, width }).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** Dots per inch at which an image of 72 points an inch has 1.5 pixels a point, so that small letters can be read. */
const DENSITY = 108;
/** Of a side, in pixels: what browsers and sharp still open. */
const LONGEST_SIDE = 16_000;

/** Draws an SVG on white, as PNG; 1.5 pixels a point, fewer where a side would have more than 16,000. */
export async function pngOfSvg(svg: string): Promise<Buffer> {
  const drawn = Buffer.from(svg);
  const { width, height } = await sharp(drawn, { density: DENSITY, unlimited: true }).metadata();
  const density = DENSITY * Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return await sharp(drawn, { density, unlimited: true }).flatten({ background: '#fff' }).png().toBuffer();
}

/** An image file whose header is read. */
interface OpenImage extends ImageHeader, Encoding {
  image: Sharp;
}

/** @param bytes of the file, where they have been read */
async function open(file: string, bytes?: Uint8Array): Promise<OpenImage> {
  const stored = bytes ?? (await fs.readFile(file));
  const raster = rasterOf(stored);
  if (raster !== undefined) {
    const { pixels, format, width, height, space, depth } = raster;
    const channels = isGraySpace(space) ? 1 : 3;
    const image = ofPixels(pixels, raster);
    return { image, format, width, height, space, depth, channels, hasAlpha: false, orientation: 1 };
  }
  const image = ofBytes(stored);
  const { width, height, format, channels, orientation, space, depth, hasAlpha } = await image.metadata();
  return { image, width, height, format, channels, orientation: orientation ?? 1, space, depth, hasAlpha };
}

/** The pixels of a file of a format that sharp does not read; undefined for any other. */
function rasterOf(bytes: Uint8Array): Raster | undefined {
  const isBmp = bytes[0] === 0x42 && bytes[1] === 0x4d;
  if (isBmp) return decodeBmp(bytes);
  return isPortableMap(bytes) ? decodePortableMap(bytes) : undefined;
}

// At 'truncated', a TIFF that is cut short would pass; sharp's default 'warning' would fail on harmless faults too.
const ofBytes = (bytes: Uint8Array): Sharp =>
  sharp(bytes, { failOn: 'error', autoOrient: false, ignoreIcc: true, limitInputPixels: MAX_PIXELS });

const ofPixels = (pixels: Uint8Array, { height, width }: Size): Sharp =>
  sharp(pixels, { raw: { height, width, channels: 3 }, limitInputPixels: MAX_PIXELS });

const fitInto =
  (size: Size) =>
  (image: Sharp): Sharp =>
    image.resize({ width: size.width, height: size.height, fit: 'inside', withoutEnlargement: true });

/** The pixels of an image, upright and then changed. */
async function rgbOf(file: string, change: (upright: Sharp) => Sharp): Promise<Decoded> {
  const bytes = await fs.readFile(file);
  const raster = rasterOf(bytes);
  const image = raster === undefined ? ofBytes(bytes) : ofPixels(raster.pixels, raster);
  const isCmyk = raster === undefined && mayBeCmyk(bytes) && (await image.metadata()).space === 'cmyk';
  const upright = change(image.rotate());
  if (isCmyk) {
    const { data, info } = await upright
      .pipelineColourspace('cmyk')
      .toColourspace('cmyk')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { pixels: rgbOfCmyk(data, info.channels), size: { height: info.height, width: info.width } };
  }
  const { data, info } = await upright
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, size: { height: info.height, width: info.width } };
}

/**
 * Colors of inks, 255 where there is most: (255 - c) (255 - k) / 255, rounded as Pillow does.
 *
 * Source: Pillow 12.3, `libImaging/Convert.c`, cmyk2rgb.
 */
function rgbOfCmyk(inks: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint8Array((inks.length / channels) * 3);
  for (let from = 0, at = 0; from < inks.length; from += channels) {
    const light = 255 - inks[from + 3]!;
    for (let c = 0; c < 3; c++) {
      const product = inks[from + c]! * light + 128;
      pixels[at++] = Math.max(0, light - (((product >> 8) + product) >> 8));
    }
  }
  return pixels;
}

/** @throws UnreadableImage with the reason, where the work on a file fails */
async function readable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UnreadableImage(file, 'the file is missing');
    throw new UnreadableImage(file, reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  if (/exceeds pixel limit/.test(line!)) {
    return `more than ${MAX_PIXELS.toLocaleString('en')} pixels, the limit against decompression bombs`;
  }
  return inWordsOfUser(line!.trim());
}

/** What libvips says of a buffer, as a sentence about the file. */
function inWordsOfUser(line: string): string {
  if (/^Input buffer contains unsupported image format$/i.test(line))
    return 'not an image, or one in an unsupported image format';
  if (/^Input buffer is empty$/i.test(line)) return 'the file is empty';
  const [, detail] = /^Input buffer has corrupt header:\s*(.*)$/i.exec(line) ?? [];
  // libpng gives no detail; of a PNG that ends in its header or has a wrong checksum there, libvips knows no more.
  if (detail === '' || /^(Unknown error)?$/i.test(line)) return 'the file is corrupt at its beginning, or cut short';
  return detail === undefined ? line : `the file is corrupt: ${detail}`;
}
