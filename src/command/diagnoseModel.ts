import { UserError } from '../base/errors.js';
import { formatRoughTime } from '../base/text/formatRoughTime.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { support } from '../dataset/classFolders.js';
import type { OpenImages } from '../dataset/openImages.js';
import { shortPath } from '../dataset/scan.js';
import { type Finding, isRelated } from '../diagnose/finding.js';
import { savedModelFindings } from '../diagnose/stages/savedModelFindings.js';
import { TIMED } from '../features/estimateInferenceSeconds.js';
import { decodePictures, PROBE_PICTURES } from '../features/pictureSample.js';
import type { PictureSize } from '../features/pictures.js';
import {
  measureSavedModel,
  PHASE_PICTURES,
  type SavedModelMeasures,
  TRIED_PICTURES,
} from '../measure/model/measureSavedModel.js';
import { openPredictor } from '../measure/model/predictor.js';
import { readSavedModel, type SavedModel } from '../measure/model/savedModel.js';
import { sameScaling } from '../measure/model/scalingDivergences.js';
import { scalingsToTry } from '../measure/model/scalingTrials.js';
import { majorityBaseline } from '../metrics/imbalance.js';
import { type Scores, scores } from '../metrics/scores.js';
import { type TopLoss, topLosses } from '../metrics/topLosses.js';
import { type ScalingStep, stepOfMode } from '../preprocess/scaling.js';
import type { Recipe } from '../recipe/recipeType.js';
import { lossesText, MOST_MISTAKES, mistakesText, recallsText, scalingsText, scoresText } from './modelText.js';
import type { Session } from './session.js';

/** What was found out about a given model. */
export interface ModelDiagnosis {
  given: SavedModel;
  measures: SavedModelMeasures;
  scores: Scores;
  /** The largest first. */
  losses: TopLoss[];
  findings: Finding[];
  declared: Declared;
}

/** Who says what is done to pictures before they come in. */
export interface Declared {
  steps: readonly ScalingStep[];
  by: 'recipe' | 'model' | 'backbone' | 'nobody';
}

/** Of Keras' `fit` and its generators. */
const DEFAULT_BATCH = 32;
/** Of a model that takes pictures of any size, without a recipe: that of most backbones. */
const DEFAULT_SIDE = 224;

/**
 * Looks at a model that Keras has trained: asks it about the validation images, and measures what it was trained with.
 *
 * @param recipe how it was trained, where that is known
 * @throws UserError where the file does not serve, or answers other classes
 */
export async function diagnoseModel(
  file: string,
  images: OpenImages,
  recipe: Recipe | undefined,
  session: Session,
): Promise<ModelDiagnosis> {
  const { console } = session;
  const { classNames } = images;
  const given = await readSavedModel(file);
  if (given.numClasses !== classNames.length) {
    throw new UserError(
      `${file} answers ${given.numClasses} classes; as many class folders were expected.`,
      `${classNames.length}: ${classNames.join(', ')}`,
      'Give the images that it was trained on.',
    );
  }
  const size = sizeOf(given, recipe);
  const declared = declaredScaling(given, recipe);
  const model = openPredictor(given.model);
  try {
    const validation = images.scan.images.filter(({ split }) => split === 'validation');
    console.print(introduction(file, given, size));
    const passes = scalingsToTry(declared.steps, given.expected, given.own).length * TRIED_PICTURES;
    const some = await decodePictures(validation.slice(0, TIMED), size);
    await model.predict(some, declared.steps); // writes the graph, which takes longer than the pictures
    const start = session.options.now();
    await model.predict(some, declared.steps);
    const secondsOfPicture = (session.options.now() - start) / 1000 / TIMED;
    // Beside the scalings and the images, training pictures for their centroids, and for both phases.
    const seconds = secondsOfPicture * (passes + validation.length + 4 * PHASE_PICTURES + PROBE_PICTURES);
    console.print(wrapText(`Asking it under every scaling takes about ${formatRoughTime(seconds)}.`, console.width));
    const measures = await measureSavedModel(given, model, images.scan.images, classNames.length, {
      size,
      declared: declared.steps,
      batchSize: recipe?.batchSize ?? DEFAULT_BATCH,
      onProgress: console.progress,
    });
    const labels = validation.map(({ label }) => label);
    const { probabilities } = measures;
    checkNumbers(file, probabilities);
    const counted = { classNames, examples: images.scan.images };
    const trainingSupport = support(counted, 'training');
    const isClaimed = declared.by === 'recipe' || declared.by === 'model';
    const diagnosis: ModelDiagnosis = {
      given,
      measures,
      declared,
      scores: scores(labels, probabilities, classNames.length),
      losses: topLosses(labels, probabilities, labels.length),
      findings: savedModelFindings(given, measures, { classNames, labels, support: trainingSupport }, isClaimed),
    };
    const majority = majorityBaseline(trainingSupport, support(counted, 'validation'));
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

/** The recipe's scaling, else none where the model scales by itself, else what the backbone expects. */
function declaredScaling({ own, expected }: SavedModel, recipe: Recipe | undefined): Declared {
  // A recipe that was read from the model names what the model does itself.
  if (recipe !== undefined) {
    const isOwn = own.length > 0 && sameScaling(recipe.scaling, own);
    return { steps: isOwn ? [] : recipe.scaling, by: 'recipe' };
  }
  if (own.length > 0) return { steps: [], by: 'model' };
  return expected === undefined
    ? { steps: [stepOfMode('unit')], by: 'nobody' }
    : { steps: [stepOfMode(expected)], by: 'backbone' };
}

function introduction(file: string, { backbone, numClasses, half, model }: SavedModel, { height, width }: PictureSize) {
  const notes = (half?.notes ?? []).map((note) => `\n  ${note}`);
  const stands =
    backbone ?? `a network of ${pluralize(model.network.layers.length, 'layer')}, no backbone that thaw knows`;
  return `\nThe model ${file}\n${stands}, pictures of ${height}x${width}, ${numClasses} classes.${notes.join('')}`;
}

const WHO = {
  recipe: 'as the recipe says',
  model: 'which the model does itself',
  backbone: 'which its backbone expects',
  nobody: "for want of better knowledge: no recipe is given, and nothing is known of the network's base",
};

function resultText(
  { given, measures, scores: s, losses, declared, findings }: ModelDiagnosis,
  paths: readonly string[],
  classNames: readonly string[],
  majority: number,
  width: number,
): string {
  const { trials, trained } = measures;
  const [first] = trials;
  const evaluated = `It is evaluated with pictures scaled by ${first.name}, ${WHO[declared.by]}, and under the others on ${first.right.length} of the images:`;
  const hidden = isRelated(findings, 'blurs', 'wrong-scaling')
    ? ' In training its batch normalisations may have undone the scaling, so this does not tell for sure which one it was.'
    : '';
  const seems =
    trained === first
      ? `Under no other scaling is it clearly better.${hidden}`
      : `It seems to have been trained with ${trained.name}: what follows is measured under that.${hidden}`;
  return [
    wrapText(evaluated, width),
    scalingsText(measures, given.own.length > 0),
    wrapText(seems, width),
    '',
    scoresText(s, paths.length, majority),
    '',
    recallsText(s, classNames),
    ...mistakesText(s, classNames, width),
    '',
    'The largest losses:',
    lossesText(losses.slice(0, MOST_MISTAKES), paths, classNames),
  ].join('\n');
}

function checkNumbers(file: string, probabilities: readonly (readonly number[])[]): void {
  const broken = probabilities.filter((row) => row.some(Number.isNaN)).length;
  if (broken === 0) return;
  throw new UserError(
    `${file} was expected to answer with numbers.`,
    `NaN for ${broken} of ${probabilities.length} images`,
    'Its training has diverged: train again with a smaller learning rate.',
  );
}
