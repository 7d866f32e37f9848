import * as path from 'node:path';
import { digestOfList } from '../../base/digest.js';
import { readKeptJson } from '../../base/keptJson.js';
import { readKeptLines, writeKeptLines } from '../../base/keptLines.js';
import { mapConcurrent } from '../../base/mapConcurrent.js';
import { asScanned } from '../decodeScanned.js';
import { decodeSmall, readEncoding } from '../image.js';
import type { ScannedImage } from '../scan.js';
import { type Encoding, figuresOf, GRAY_SIDE, MEASURED_SIDE, type PictureFigures } from './pictureFigures.js';

/** Raised whenever the same image would measure otherwise. */
const SURVEY_VERSION = 6;

/** What a survey knows of one image. */
export interface SurveyedPicture extends PictureFigures {
  encoding: Encoding;
}

/**
 * Looks at the pixels of every image, shrunk to at most 256 pixels, or reads what was measured of the same files.
 *
 * @param folder where surveys are kept
 * @returns figures and encoding of each image, in the order of the images
 */
export async function surveyPictures(
  images: readonly ScannedImage[],
  folder: string,
  onProgress?: (done: number, total: number) => void,
): Promise<SurveyedPicture[]> {
  const digests = images.map((image) => image.digest);
  const name = path.join(folder, `${digestOfList({ SURVEY_VERSION }, 'digests', digests).slice(0, 16)}.survey`);
  const place = placeForGreys(images.length);
  const kept = await readSurvey(name, place);
  if (kept !== undefined) return kept;
  let done = 0;
  const figures = await mapConcurrent(images, async (image, i) => {
    const [{ pixels, size }, encoding] = await asScanned(image.path, () =>
      Promise.all([decodeSmall(image.path, MEASURED_SIDE), readEncoding(image.path)]),
    );
    onProgress?.(++done, images.length);
    const measured = figuresOf(pixels, size);
    return { ...measured, grey: place(i, measured.grey), encoding };
  });
  await writeKeptLines(`${name}.jsonl`, allPacked(figures));
  return figures;
}

/** Holds the grays of all images in one array: a million arrays of their own would take 200 bytes more each. */
function placeForGreys(count: number): (index: number, grey: Uint8Array) => Uint8Array {
  const pixels = GRAY_SIDE ** 2;
  const all = new Uint8Array(pixels * count);
  return (index, grey) => {
    const own = all.subarray(pixels * index, pixels * (index + 1));
    own.set(grey);
    return own;
  };
}

/** Reads a survey; older versions wrote one JSON of it. */
async function readSurvey(
  name: string,
  place: ReturnType<typeof placeForGreys>,
): Promise<SurveyedPicture[] | undefined> {
  const unpacked = (kept: KeptFigures, i: number): SurveyedPicture => ({
    ...kept,
    grey: place(i, Buffer.from(kept.grey, 'base64')),
  });
  const kept = await readKeptLines(`${name}.jsonl`, unpacked);
  return kept ?? (await readKeptJson<KeptFigures[]>(`${name}.json`))?.map(unpacked);
}

type KeptFigures = Omit<SurveyedPicture, 'grey'> & { grey: string };

function* allPacked(figures: readonly SurveyedPicture[]): Generator<KeptFigures> {
  for (const one of figures) yield { ...one, grey: Buffer.from(one.grey).toString('base64') };
}
