import { isDeepStrictEqual } from 'node:util';
import { dropoutOf, withDropout } from '../../backbones/pretrained/head.js';
import type { Backbone } from '../../backbones/pretrained/loadBackbone.js';
import { chunks } from '../../base/chunks.js';
import { firstOfEach, group } from '../../base/group.js';
import { mean } from '../../base/sum.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { tf, yieldToEventLoop } from '../../engine/tensorflow.js';
import type { FeatureOptions } from '../../features/featureOptions.js';
import type { PictureSample } from '../../features/pictureSample.js';
import { phasesOf, withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { type OpenTraining, openTraining, type TrainerChanges } from '../../run/openTraining.js';
import { planPhases } from '../../run/phasePlan.js';
import { withoutSmoothing } from '../../training/losses/labelSmoothing.js';
import type { Loss } from '../../training/losses/loss.js';
import { ADAM } from '../../training/optimizers/optimizer.js';
import type { Trainer } from '../../training/trainer.js';
import { headActivity, type LayerActivity } from './headActivity.js';
import { type GroupSteps, groupSteps, type StepNorms, stepNorms, weightGroups } from './weightGroups.js';

/** How one batch of images is learned by heart. */
export interface Memorized {
  /** Losses of the batch before each step that was done. */
  losses: number[];
  /** Steps after which every image was correct, in training or in inference mode; undefined where that never was. */
  after?: number;
  /** Most images that were correct at once. */
  correct: number;
  /** Whether the time ended before the steps were done, so that an image that is still wrong says nothing. */
  isCut: boolean;
}

/** What training steps on one batch of a recipe's images show. */
export interface OneBatch {
  numImages: number;
  numClasses: number;
  /** Loss of the batch before the first step, without dropout, and the loss if all classes were equally probable. */
  firstLoss: number;
  uniformLoss: number;
  /** As the recipe trains. */
  recipe: Memorized;
  /** Without dropout, weight decay and label smoothing, where the recipe has any and does not learn the batch. */
  unregularized?: Memorized;
  /** The same with Adam and plain cross-entropy, where the recipe does not learn the batch without them either. */
  plain?: Memorized & { learningRate: number };
  /** From the input up; empty where no kernel trains. */
  groups: GroupSteps[];
  /** Hidden layers of the head before the first step and after the last one. */
  activity: { before: LayerActivity[]; after: LayerActivity[] };
}

/**
 * Images of the batch, and steps at most. With a frozen backbone, a hundred steps of a head take half a second. Where blocks of
 * the backbone train, a step takes three passes of the batch, so that there are fewer of either.
 */
export const ONE_BATCH = {
  head: { images: { least: 16, most: 32 }, steps: 100 },
  backbone: { images: { least: 4, most: 8 }, steps: 30 },
} as const;

/** Seconds at most, of each training on the batch: a whole InceptionV3 takes 2.4 s a step at 227x454 on two cores. */
export const MOST_SECONDS = 20;
/** Images that the activity of a head is measured on, where its backbone is frozen. */
export const ACTIVITY_IMAGES = 64;
/** Steps whose updates are measured: each needs a copy of the weights. */
const MEASURED_STEPS = 5;
/** Steps after which the batch is evaluated in inference mode: dropout can hide that it is learned. */
const EVALUATED_EVERY = 5;

/**
 * Rates at which Adam learns a batch by heart: of a head, the highest that does not throw hidden layers (a linear head on wheat
 * kernels takes 15 steps, and 80 at 0.001); of pretrained layers, a tenth of Keras' default.
 */
const PLAIN_RATES = { head: 1e-2, pretrained: 1e-4 };

/** The first training of a recipe, on images as they are: mixup would take the whole network, also where it is frozen. */
export function firstTraining(whole: Recipe): Recipe {
  return { ...phasesOf(whole)[0]!.recipe, mixup: 0 };
}

/** Whether the backbone is frozen in the first training of a recipe, so that it runs once for each image. */
export function trainsHeadAlone(whole: Recipe): boolean {
  const { unfrozen, batchNormalization } = firstTraining(whole);
  return unfrozen.above === 'nothing' && batchNormalization !== 'batch-and-update';
}

/** Images of the batch of a recipe, where there are as many. */
export function imagesOfBatch(whole: Recipe): number {
  const { least, most } = ONE_BATCH[trainsHeadAlone(whole) ? 'head' : 'backbone'].images;
  return Math.max(least, Math.min(most, whole.batchSize));
}

/**
 * Images that pass the frozen backbone at once. Where it normalizes with the statistics of each batch, a batch of the recipe's size, which
 * is what its head trains on; a larger one would also take gigabytes, as 64 images of 227x454 do.
 */
function imagesOfPass(whole: Recipe): number {
  const { batchNormalization, batchSize } = firstTraining(whole);
  return trainsHeadAlone(whole) && batchNormalization === 'batch' ? batchSize : Number.MAX_SAFE_INTEGER;
}

/** The most images, of so many, that fill every pass; all of them where they do not fill one. */
function wholePasses(count: number, passed: number): number {
  return count < passed ? count : count - (count % passed);
}

/**
 * Trains the first phase of a recipe on one batch of its images, again and again: a training that cannot learn a few images
 * by heart learns no others. It has the learning rate of the recipe without its schedule, and no mixup.
 *
 * @param support number of training images of each class, in all
 * @returns undefined where nothing trains, or the images are of one class
 */
export async function measureOneBatch(
  whole: Recipe,
  backbone: Backbone,
  sample: Pick<PictureSample, 'images'>,
  support: readonly number[],
  options: FeatureOptions,
): Promise<OneBatch | undefined> {
  const numClasses = support.length;
  const plan = planPhases(firstTraining(whole), backbone, numClasses)[0]!;
  const isHead = trainsHeadAlone(whole);
  // The same image in two classes could not be learned.
  const distinct = inTurns(firstOfEach(sample.images, ({ digest }) => digest));
  const passed = imagesOfPass(whole);
  const numImages = wholePasses(Math.min(imagesOfBatch(whole), distinct.length), passed);
  const images = distinct.slice(0, isHead ? Math.max(ACTIVITY_IMAGES, numImages) : numImages);
  if (new Set(images.slice(0, numImages).map(({ label }) => label)).size < 2) return undefined;
  const training = await openTraining(plan, images, support, options);
  const held: tf.Tensor[] = [];
  const batchOf = async (count: number): Promise<tf.Tensor> => {
    const parts: tf.Tensor[] = [];
    try {
      for await (const { x } of training.data.inputs(chunks(count, passed), 1)) parts.push(x);
      held.push(tf.concat(parts));
    } finally {
      tf.dispose(parts);
    }
    return held.at(-1)!;
  };
  try {
    const x = await batchOf(numImages);
    const { steps } = ONE_BATCH[isHead ? 'head' : 'backbone'];
    const work: Work = { training, x, numImages, steps, now: options.now };
    return await measured(work, backbone, isHead ? await batchOf(wholePasses(images.length, passed)) : x, numClasses);
  } finally {
    tf.dispose(held);
    await training.close();
  }
}

/** Images of each class in turn, so that a batch has as many classes as it can. */
function inTurns(images: readonly ScannedImage[]): ScannedImage[] {
  const classes = [...group(images, ({ label }) => label).values()];
  const most = Math.max(0, ...classes.map(({ length }) => length));
  return Array.from({ length: most }, (_, turn) => classes.flatMap((own) => own[turn] ?? [])).flat();
}

/** A batch, and how it is trained. */
interface Work {
  training: OpenTraining;
  x: tf.Tensor;
  numImages: number;
  steps: number;
  now: () => number;
}

async function measured(
  work: Work,
  backbone: Backbone,
  shown: tf.Tensor,
  numClasses: number,
): Promise<OneBatch | undefined> {
  const { training, numImages } = work;
  const { recipe, classifier, weights } = training;
  const trainer = training.newTrainer({ measuresGradients: true });
  try {
    if (trainer.changing.trained.length === 0) return undefined;
    const uniformLoss = uniformLossOf(work, trainer, numClasses);
    const before = trainer.snapshot();
    const norms: StepNorms[] = [];
    let gradients: readonly number[] = [];
    const kernels = trainer.changing.trained.filter((name) => name.endsWith('kernel'));
    let last = before;
    const own = await memorize(work, trainer, recipe.learningRate, (step, gradientNorms) => {
      if (step === 1) gradients = gradientNorms;
      if (step > MEASURED_STEPS) return;
      const now = trainer.snapshot();
      norms.push(stepNorms(last, now, kernels));
      last = now;
    });
    const [start, end] = headActivity(classifier, weights, [before, trainer.snapshot()], shown);
    const byName = new Map(trainer.changing.trained.map((name, i) => [name, gradients[i]!]));
    const sizes = new Map(kernels.map((name) => [name, before.get(name)!.values.length]));
    const groups = weightGroups(classifier.tail, kernels, backbone.expectation.blocks, classifier.head);
    return {
      numImages,
      numClasses,
      firstLoss: dropoutOf(recipe.head) > 0 ? lossWithoutDropout(work) : own.losses[0]!,
      uniformLoss,
      recipe: own,
      ...(own.after === undefined && !own.isCut && !isFromScratch(recipe) && (await withOthers(work, recipe))),
      groups: groups.map((group) => groupSteps(group, norms, byName, sizes)),
      activity: { before: start!, after: end! },
    };
  } finally {
    trainer.dispose();
  }
}

/** From random weights, what is not learned in a few steps may be later: VGG16 and SqueezeNet leave 1 to 3 of 8 images wrong. */
function isFromScratch({ backbone, unfrozen }: Recipe): boolean {
  return backbone.weights === 'random' && unfrozen.above !== 'nothing';
}

/** What helps a recipe that does not learn the batch. */
async function withOthers(work: Work, recipe: Recipe): Promise<Pick<OneBatch, 'unregularized' | 'plain'>> {
  const { training } = work;
  const without = withChanges(recipe, {
    head: withDropout(recipe.head, 0),
    optimizer: { ...recipe.optimizer, weightDecay: 0 },
    loss: withoutSmoothing(recipe.loss),
  });
  const { optimizer, loss } = without;
  const changes: TrainerChanges = { dropout: false, optimizer, loss };
  const using = async (options: TrainerChanges, learningRate: number): Promise<Memorized> => {
    const trainer = training.newTrainer(options);
    try {
      return await memorize(work, trainer, learningRate);
    } finally {
      trainer.dispose();
    }
  };
  const isRegularized = !isDeepStrictEqual(without, recipe);
  const unregularized = isRegularized ? await using(changes, recipe.learningRate) : undefined;
  if (unregularized?.after !== undefined) return { unregularized };
  const learningRate = PLAIN_RATES[recipe.unfrozen.above === 'nothing' ? 'head' : 'pretrained'];
  // Keras' focal loss clips probabilities, so that answers that are wrong with confidence have no gradient.
  const cross: Loss = { name: 'CategoricalCrossentropy', labelSmoothing: 0 };
  const plain = await using({ dropout: false, optimizer: ADAM, loss: cross, backboneRate: 1 }, learningRate);
  return { ...(unregularized && { unregularized }), plain: { ...plain, learningRate } };
}

/** Loss of the batch in training mode before any step. */
function lossWithoutDropout(work: Work): number {
  const trainer = work.training.newTrainer({ dropout: false });
  const { labels, weights } = examplesOf(work);
  try {
    return trainer.step(work.x, labels, weights, 0).loss;
  } finally {
    trainer.dispose();
  }
}

/** Trains on the batch until every image is correct, the steps are done, the loss is not finite, or the time is up. */
async function memorize(
  work: Work,
  trainer: Trainer,
  learningRate: number,
  onStep?: (step: number, gradientNorms: readonly number[]) => void,
): Promise<Memorized> {
  const { x, numImages, steps, now } = work;
  const { labels, weights } = examplesOf(work);
  const result: Memorized = { losses: [], correct: 0, isCut: false };
  const start = now();
  for (let step = 1; step <= steps; step++) {
    const { loss, correct, gradientNorms = [] } = trainer.step(x, labels, weights, learningRate);
    result.losses.push(loss);
    onStep?.(step, gradientNorms);
    const inInference = step % EVALUATED_EVERY === 0 ? correctOf(trainer, x, labels) : 0;
    result.correct = Math.max(result.correct, correct, inInference);
    // In training mode, what is counted was so before the step.
    if (result.correct === numImages) result.after ??= inInference === numImages ? step : step - 1;
    const isMeasured = step >= MEASURED_STEPS;
    if (!Number.isFinite(loss) || (isMeasured && result.after !== undefined)) break;
    result.isCut = isMeasured && step < steps && now() - start > 1000 * MOST_SECONDS;
    if (result.isCut) break;
    await yieldToEventLoop();
  }
  return result;
}

/** Classes of the images of the batch, and their weights in the loss. */
function examplesOf({ training: { data }, numImages }: Work): { labels: number[]; weights: number[] } {
  return { labels: data.labels.slice(0, numImages), weights: data.exampleWeights.slice(0, numImages) };
}

function correctOf(trainer: Trainer, x: tf.Tensor, labels: readonly number[]): number {
  const logits = trainer.infer(x);
  const answers = tf.tidy(() => tf.argMax(logits, -1).dataSync());
  logits.dispose();
  return labels.filter((label, i) => label === answers[i]).length;
}

/** Mean loss of the batch, with the weights of its classes, if all logits were 0. */
function uniformLossOf(work: Work, trainer: Trainer, numClasses: number): number {
  const { labels, weights } = examplesOf(work);
  const logits = tf.zeros([work.numImages, numClasses]);
  const losses = trainer.losses(logits, labels);
  logits.dispose();
  return mean(losses.map((loss, i) => loss * weights[i]!));
}
