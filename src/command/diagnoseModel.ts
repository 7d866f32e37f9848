import { digest } from '../base/digest.js';
import { UserError } from '../base/errors.js';
import { pluralize } from '../base/text/pluralize.js';
import { shortPath } from '../base/text/shortPath.js';
import { wrapText } from '../base/text/wrapText.js';
import { support } from '../dataset/classFolders.js';
import { ofSplit } from '../dataset/dataset.js';
import { surveyPictures } from '../dataset/figures/survey.js';
import type { OpenImages } from '../dataset/openImages.js';
import { type Finding, isRelated } from '../diagnose/finding.js';
import { savedModelFindings } from '../diagnose/stages/savedModelFindings.js';
import { TIMED } from '../features/estimateInferenceSeconds.js';
import { decodePictures, PROBE_PICTURES } from '../features/pictureSample.js';
import type { PictureSize } from '../features/pictures.js';
import { searchPictureSlices } from '../measure/data/pictureSlices.js';
import {
  measureSavedModel,
  PHASE_PICTURES,
  type SavedModelMeasures,
  TRIED_PICTURES,
} from '../measure/model/measureSavedModel.js';
import { openPredictor } from '../measure/model/predictor.js';
import type { SavedModel } from '../measure/model/savedModel.js';
import { sameScaling } from '../measure/model/scalingDivergences.js';
import { scalingsToTry } from '../measure/model/scalingTrials.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { type Scores, scores } from '../metrics/scores.js';
import type { SliceSearch } from '../metrics/slice.js';
import { type TopLoss, topLosses } from '../metrics/topLosses.js';
import { type ScalingStep, stepOfMode, stepsOfMode } from '../preprocess/scaling.js';
import type { Recipe } from '../recipe/recipeType.js';
import { timedWork } from '../store/timedWork.js';
import { lossesText, MAX_LOSSES, mistakesText, recallsText, scalingsText, scoresText } from './modelText.js';
import type { Session } from './session.js';

/** Everything measured and found about a saved model. */
export interface ModelDiagnosis {
  savedModel: SavedModel;
  measures: SavedModelMeasures;
  scores: Scores;
  /** Of all validation images, the largest first. */
  losses: TopLoss[];
  findings: Finding[];
  declared: Declared;
  /** Of the validation images. */
  slices: SliceSearch;
}

/** The scaling that a model is evaluated with, and where it comes from. */
export interface Declared {
  steps: readonly ScalingStep[];
  by: 'recipe' | 'model' | 'backbone' | 'nobody';
}

/** Batch size of Keras' `fit` and its generators. */
const DEFAULT_BATCH = 32;
/** Image size for a model that takes any size, without a recipe: that of most backbones. */
const DEFAULT_SIDE = 224;

/**
 * Checks a model that Keras trained: evaluates it on the validation images, and measures which scaling it was trained with.
 *
 * @param recipe how it was trained, if that is known
 * @param savedModel what the file holds
 * @throws UserError if the model has another number of classes than the images, or predicts NaN
 */
export async function diagnoseModel(
  file: string,
  savedModel: SavedModel,
  images: OpenImages,
  recipe: Recipe | undefined,
  session: Session,
): Promise<ModelDiagnosis> {
  const { console } = session;
  const { classNames } = images;
  if (savedModel.numClasses !== classNames.length) {
    throw new UserError(
      `${file} predicts ${savedModel.numClasses} classes, so ${savedModel.numClasses} class folders are expected.`,
      `${classNames.length}: ${classNames.join(', ')}`,
      'Name the images that it was trained on with --data.',
    );
  }
  const size = sizeOf(savedModel, recipe);
  const declared = declaredScaling(savedModel, recipe);
  const model = openPredictor(savedModel.model);
  try {
    const validation = ofSplit(images.scan.images, 'validation');
    console.print(introduction(file, savedModel, size));
    const passes = scalingsToTry(declared.steps, savedModel.expected, savedModel.own).length * TRIED_PICTURES;
    const sample = await decodePictures(validation.slice(0, TIMED), size);
    await model.predict(sample, declared.steps); // builds the graph, which takes longer than the images
    const start = session.options.now();
    await model.predict(sample, declared.steps);
    const secondsPerImage = (session.options.now() - start) / 1000 / TIMED;
    // Besides the scalings and the validation images: training images for centroids, and for both modes.
    const seconds = secondsPerImage * (passes + validation.length + 4 * PHASE_PICTURES + PROBE_PICTURES);
    const timed = timedWork(session.runs, session.options.now);
    const name = digest([file, images.scan.images.map((image) => image.digest)]);
    const time = await timed.begin({ kind: 'checks of a model', name, calculated: seconds });
    console.print(wrapText(`Evaluating it with every scaling takes about ${time}.`, console.width));
    const measures = await measureSavedModel(savedModel, model, images.scan.images, classNames.length, {
      size,
      declared: declared.steps,
      batchSize: recipe?.batchSize ?? DEFAULT_BATCH,
      onProgress: console.progress,
    });
    console.print(wrapText(`Evaluating it ${await timed.end()}.`, console.width));
    const labels = validation.map(({ label }) => label);
    const { probabilities } = measures;
    checkNumbers(file, probabilities);
    const { images: all } = images.scan;
    const figures = await surveyPictures(all, session.scans);
    const slices = searchPictureSlices(all, figures, { labels, probabilities }, 'validation');
    const counts = { classNames, examples: images.scan.images };
    const trainingSupport = support(counts, 'training');
    const isClaimed = declared.by === 'recipe' || declared.by === 'model';
    const diagnosis: ModelDiagnosis = {
      savedModel,
      measures,
      declared,
      scores: scores(labels, probabilities, classNames.length),
      losses: topLosses(labels, probabilities, labels.length),
      slices,
      findings: savedModelFindings(
        savedModel,
        measures,
        { classNames, labels, support: trainingSupport, weak: { search: slices, evaluated: validation } },
        isClaimed,
      ),
    };
    const majority = majorityBaseline(trainingSupport, support(counts, 'validation'));
    const paths = validation.map((image) => shortPath(images, image.path));
    console.print(resultText(diagnosis, paths, classNames, majority, console.width));
    return diagnosis;
  } finally {
    model.dispose();
  }
}

function sizeOf({ model }: SavedModel, recipe: Recipe | undefined): PictureSize {
  const [height, width] = model.inputShape;
  return {
    height: height ?? recipe?.height ?? DEFAULT_SIDE,
    width: width ?? recipe?.width ?? DEFAULT_SIDE,
    interpolation: recipe?.interpolation ?? 'nearest',
  };
}

/** The recipe's scaling; without a recipe, none if the model scales its input itself, else what the backbone expects. */
function declaredScaling({ own, scalesItself, expected }: SavedModel, recipe: Recipe | undefined): Declared {
  // A recipe that was read from the model names the scaling that the model does itself.
  if (recipe !== undefined) {
    const isOwn = own.length > 0 && sameScaling(recipe.scaling, own);
    return { steps: isOwn ? [] : recipe.scaling, by: 'recipe' };
  }
  if (scalesItself) return { steps: [], by: 'model' };
  return expected === undefined
    ? { steps: [stepOfMode('unit')], by: 'nobody' }
    : { steps: stepsOfMode(expected), by: 'backbone' };
}

function introduction(file: string, { backbone, numClasses, half, model }: SavedModel, { height, width }: PictureSize) {
  const notes = (half?.notes ?? []).map((note) => `\n  ${note}`);
  const kind = backbone ?? `An unknown backbone of ${pluralize(model.network.layers.length, 'layer')}`;
  return `\nModel ${file}\n${kind}, images of ${height}x${width}, ${numClasses} classes.${notes.join('')}`;
}

const DECLARED_BY = {
  recipe: 'from the recipe',
  model: 'the model scales its input itself',
  backbone: 'expected by its backbone',
  nobody: 'a guess: no recipe, unknown backbone',
};

function resultText(
  { savedModel, measures, scores: s, losses, declared, findings }: ModelDiagnosis,
  paths: readonly string[],
  classNames: readonly string[],
  majority: number,
  width: number,
): string {
  const { trials, trained } = measures;
  const first = trials[0]!;
  const evaluated = `It is evaluated with scaling ${first.name} (${DECLARED_BY[declared.by]}). Other scalings are tried on ${pluralize(first.right.length, 'image')}:`;
  const lags = findings.some(({ check }) => check === 'lagging-batch-norm');
  const hidden = isRelated(findings, 'blurs', 'wrong-scaling')
    ? ' This is not certain: batch normalization in training may have hidden the scaling.'
    : '';
  const conclusion = lags
    ? 'This does not show which scaling it was trained with: the moving statistics of its batch normalization lag behind.'
    : trained === first
      ? `No other scaling is clearly better.${hidden}`
      : `It was probably trained with ${trained.name}; the results below are with that scaling.${hidden}`;
  return [
    wrapText(evaluated, width),
    scalingsText(measures, savedModel.scalesItself),
    wrapText(conclusion, width),
    '',
    scoresText(s, paths.length, majority),
    '',
    recallsText(s, classNames),
    ...mistakesText(s, classNames, width),
    '',
    'Images with the largest losses:',
    lossesText(losses.slice(0, MAX_LOSSES), paths, classNames),
  ].join('\n');
}

function checkNumbers(file: string, probabilities: readonly (readonly number[])[]): void {
  const broken = probabilities.filter((row) => row.some(Number.isNaN)).length;
  if (broken === 0) return;
  throw new UserError(
    `${file} is expected to predict numbers.`,
    `NaN for ${broken} of ${probabilities.length} images`,
    'Its training diverged: train again with a lower learning rate.',
  );
}
