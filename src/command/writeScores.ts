import { ofSplit } from '../dataset/dataset.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { ScannedImage } from '../dataset/scan.js';
import { imageScores, type PredictedPart, partsOfRun, predictionsByPath } from '../diagnose/stages/imageScores.js';
import { outlierPercentiles } from '../learn/outliers.js';
import { readDoubts } from '../measure/data/keptDoubts.js';
import { labelFeatures } from '../measure/data/labelFeatures.js';
import { searchPictureSlices } from '../measure/data/pictureSlices.js';

import { evaluationDigest } from '../run/evaluationDigest.js';
import type { Diagnosis } from './jsonReport.js';
import { writeOutput } from './outputs.js';
import { scoresCsv } from './scoresCsv.js';
import type { Session } from './session.js';

/**
 * Writes a row for each image to a CSV file: what the checks know of it, and what the model or the run of the recipe predicts.
 * Outliers are told where labels were checked, since they need the same features.
 */
export async function writeScores(
  file: string,
  { images, recipe, model }: Pick<Diagnosis, 'images' | 'recipe' | 'model'>,
  { scans, options, console }: Session,
): Promise<void> {
  const all = images.scan.images;
  console.progress('Writing a row for each image');
  const figures = await surveyPictures(all, scans);
  const doubts = (await readDoubts(scans, all)).map((one) => one?.doubt);
  const features = doubts.includes(undefined) ? undefined : (await labelFeatures(all, options)).features;
  const isTraining = all.map(({ split }) => split === 'training');
  const parts = model === undefined ? partsOfOwnRun(recipe?.run, all) : [partOfModel(model, images)];
  const [first] = parts;
  const predictions = {
    labels: first?.images.map(({ label }) => label) ?? [],
    probabilities: first?.probabilities ?? [],
  };
  // Interrupted checks have searched no slices.
  const slices = first && (model?.slices ?? recipe?.slices ?? searchPictureSlices(all, figures, predictions));
  const scores = imageScores(images, {
    figures,
    doubts,
    outliers: features && outlierPercentiles(features, isTraining),
    predictions: predictionsByPath(parts),
    weak: { slices: slices?.weak ?? [], evaluated: first?.images ?? [] },
  });
  await writeOutput(file, scoresCsv(scores));
}

/** None where the run was trained on a sample. */
function partsOfOwnRun(
  run: NonNullable<Diagnosis['recipe']>['run'] | undefined,
  images: readonly ScannedImage[],
): PredictedPart[] {
  return run === undefined || run.evaluatedOn !== evaluationDigest(images) ? [] : partsOfRun(run, images);
}

function partOfModel({ measures }: NonNullable<Diagnosis['model']>, { scan }: OpenImages): PredictedPart {
  return { images: ofSplit(scan.images, 'validation'), probabilities: measures.probabilities };
}
