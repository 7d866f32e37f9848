import * as path from 'node:path';
import { digest } from '../../base/digest.js';
import { readKeptJson } from '../../base/keptJson.js';
import { mapConcurrent } from '../../base/mapConcurrent.js';
import { writeAtomic } from '../../base/wholeFile.js';
import { asScanned } from '../decodeScanned.js';
import { decodeSmall, readEncoding } from '../image.js';
import type { ScannedImage } from '../scan.js';
import { type Encoding, figuresOf, MEASURED_SIDE, type PictureFigures } from './pictureFigures.js';

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
  const file = path.join(folder, `${digest({ SURVEY_VERSION, digests }).slice(0, 16)}.survey.json`);
  const kept = await readKeptJson<KeptFigures[]>(file);
  if (kept !== undefined) return kept.map(unpacked);
  let done = 0;
  const figures = await mapConcurrent(images, async (image) => {
    const [{ pixels, size }, encoding] = await asScanned(image.path, () =>
      Promise.all([decodeSmall(image.path, MEASURED_SIDE), readEncoding(image.path)]),
    );
    onProgress?.(++done, images.length);
    return { ...figuresOf(pixels, size), encoding };
  });
  await writeAtomic(file, JSON.stringify(figures.map(packed)));
  return figures;
}

type KeptFigures = Omit<SurveyedPicture, 'grey'> & { grey: string };

function packed(figures: SurveyedPicture): KeptFigures {
  return { ...figures, grey: Buffer.from(figures.grey).toString('base64') };
}

function unpacked(kept: KeptFigures): SurveyedPicture {
  return { ...kept, grey: new Uint8Array(Buffer.from(kept.grey, 'base64')) };
}
