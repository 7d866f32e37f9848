import * as path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Encoding } from './figures/pictureFigures.js';
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
 * Keras' `load_img`, color profiles left aside as there, except where that one
 *
 * - leaves an image lying on its side: here EXIF orientation is applied;
 * - shows the colors hidden under transparency: here it lies on black;
 * - converts CMYK by a formula (255 - c)(255 - k) / 255: here through a profile of printing, so colors are duller;
 * - cuts 16-bit grays off at 255, all white: here they are scaled.
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
  try {
    const { data, info } = await open(file, true)
      .rotate()
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return resized(data, info, size, size.interpolation ?? 'nearest', into);
  } catch (error) {
    throw new UnreadableImage(file, firstLine(error));
  }
}

/**
 * Decodes an image upright, shrunk until its longer side is at most that long, never enlarged: enough to measure it.
 *
 * @returns 8-bit RGB `[height, width, 3]` and its size
 * @throws UnreadableImage with the reason
 */
export async function decodeSmall(file: string, longSide: number): Promise<{ pixels: Uint8Array; size: Size }> {
  try {
    const { data, info } = await open(file, true)
      .rotate()
      .resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { pixels: data, size: { height: info.height, width: info.width } };
  } catch (error) {
    throw new UnreadableImage(file, firstLine(error));
  }
}

/** How a file keeps its values, without looking at them. */
export async function readEncoding(file: string): Promise<Encoding> {
  const { space, depth, hasAlpha } = await open(file).metadata();
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
}

/**
 * Reads an image's header, and every pixel too, so that a file cut short is found.
 *
 * @param bytes of the file, where they have been read
 */
export async function readHeader(file: string, bytes?: Uint8Array): Promise<ImageHeader> {
  try {
    const image = open(bytes ?? file);
    const { width, height, format, channels, orientation } = await image.metadata();
    // All pixels, thrown away: six times as fast as sharp's statistics, and as strict.
    await image.raw().toBuffer();
    return { width, height, format, channels, orientation: orientation ?? 1 };
  } catch (error) {
    throw new UnreadableImage(file, firstLine(error));
  }
}

/** An image small enough for a page, as a JPEG data URL. */
export async function thumbnail(file: string, size: { height: number; width: number }): Promise<string> {
  const jpeg = await open(file)
    .rotate()
    .resize({ ...size, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#000' })
    .jpeg({ quality: 80 })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** Pixels `[height, width, 3]` in 0 ... 255 as a PNG data URL. */
export async function pngOfPixels(pixels: ArrayLike<number>, height: number, width: number): Promise<string> {
  const png = await sharp(Uint8Array.from(pixels), { raw: { height, width, channels: 3 } })
    .png()
    .toBuffer();
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

// A file cut short fails at 'truncated'; sharp's default 'warning' would fail on harmless ones too.
function open(file: string | Uint8Array, ignoreIcc = false): Sharp {
  return sharp(file, { failOn: 'truncated', autoOrient: false, ignoreIcc });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
