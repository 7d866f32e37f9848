import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { buildClassifier } from '../../src/backbones/pretrained/classifier.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { wholeModel } from '../../src/backbones/pretrained/wholeModel.js';
import { random } from '../../src/base/random.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { runRecipe } from '../../src/run/runRecipe.js';
import { type Times, writePairs } from './alternate.js';
import { type Python, startPython } from './python.js';
import { requireEqual } from './results.js';

export interface FitCase {
  name: string;
  /** In words. */
  what: string;
  changes: RecipeChanges;
  /** Epochs that each side really runs; the rest of the 25 are counted as the mean of all after the first. */
  measured: { thaw: number; keras: number };
  target: number;
}

const EPOCHS = 25;
const CLASSES = ['a', 'b'];
/** Of each class. */
const TRAINING = 16;
const VALIDATION = 4;
/** Of the pictures on the disk, in pixels. */
const SIZE = { width: 600, height: 300 };
const RUNS = 5;
/** So small that the weights stay, and both must measure the same on the validation pictures. */
const RATE = 1e-9;
/** Of the loss on the validation pictures, about 1. */
const TOLERANCE = 1e-3;

/** Loss on the validation pictures after the first epoch, and the seconds at which the epochs ended. */
interface Fit {
  loss: number;
  ends: number[];
}

const KERAS_FIT = `
import time
import keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator
start = time.perf_counter()
keras.backend.clear_session()
model = keras.models.load_model(given['model'], compile=False)
for layer in model.layers: layer.trainable = layer.name in given['trainable']
model.compile(optimizer=keras.optimizers.Adam(given['rate']), loss='categorical_crossentropy', metrics=['accuracy'])
scaled = dict(preprocessing_function=keras.applications.inception_v3.preprocess_input)
def flow(split, generator):
    return generator.flow_from_directory(given['folder'] + '/' + split, target_size=given['size'],
                                         batch_size=given['batch'], class_mode='categorical', shuffle=True, seed=42)
training = flow('training_set', ImageDataGenerator(**scaled, **given['augmentation']))
validation = flow('validation_set', ImageDataGenerator(**scaled))
ends = []
class Clock(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None): ends.append(time.perf_counter() - start)
history = model.fit(training, steps_per_epoch=training.samples // given['batch'], epochs=given['epochs'],
                    validation_data=validation, callbacks=[Clock()], verbose=0)
answer = dict(loss=history.history['val_loss'][0], ends=ends)
`;

/** A whole training of 25 epochs with what comes before its first, against `fit` with ImageDataGenerator. */
export async function compareFit({ name, what, changes, measured, target }: FitCase): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-bench-fit-'));
  const keras = startPython();
  try {
    const images = await drawImages(path.join(folder, 'images'));
    const model = path.join(folder, 'model.keras');
    const recipe = withChanges(REFERENCE_RECIPE, {
      scaling: [{ step: 'preprocess_input', mode: 'tf' }],
      batchNormalization: 'moving',
      patience: EPOCHS,
      learningRate: RATE,
      ...changes,
      backbone: { name: 'InceptionV3', weights: model },
    });
    const trainable = await writeModel(recipe, model);
    const work = {
      name,
      work: `InceptionV3 227x454, ${what}, ${EPOCHS} epochs`,
      unit: `s for ${CLASSES.length * TRAINING} pictures and ${CLASSES.length * VALIDATION} to validate on`,
      target,
    };
    const fits: { thaw: Fit; other: Fit }[] = [];
    for (let run = 0; run < RUNS; run++) {
      fits.push({
        thaw: await fitThaw(recipe, images, path.join(folder, `cache-${run}`), measured.thaw),
        other: await fitKeras(keras, recipe, { model, trainable, folder: path.join(folder, 'images') }, measured.keras),
      });
    }
    const difference = Math.abs(fits[0].thaw.loss - fits[0].other.loss);
    const check = { what: 'losses on the validation pictures', difference, tolerance: TOLERANCE };
    requireEqual(work.work, check);
    const pairs = fits.map((fit) => ({ thaw: wholeTime(fit.thaw), other: wholeTime(fit.other) }));
    writePairs({ ...work, check }, pairs);
  } finally {
    keras.stop();
    await rm(folder, { recursive: true });
  }
}

function wholeTime({ ends }: Fit): Times {
  const later = (ends[ends.length - 1] - ends[0]) / (ends.length - 1);
  return { wall: ends[0] + (EPOCHS - 1) * later };
}

async function fitThaw(recipe: Recipe, images: ScannedImage[], cacheFolder: string, epochs: number): Promise<Fit> {
  const start = performance.now();
  const ends: number[] = [];
  const clock = {
    onEpochEnd: (): void => {
      ends.push((performance.now() - start) / 1000);
    },
  };
  const options = { cacheFolder, now: () => performance.now(), callbacks: [clock] };
  const { history } = await runRecipe({ ...recipe, epochs }, images, CLASSES, options);
  return { loss: history[0].validationLoss, ends };
}

async function fitKeras(
  keras: Python,
  { height, width, batchSize, augmentation, learningRate }: Recipe,
  files: { model: string; trainable: string[]; folder: string },
  epochs: number,
): Promise<Fit> {
  const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const { answer } = await keras.run(KERAS_FIT, {
    ...files,
    epochs,
    size: [height, width],
    batch: batchSize,
    rate: learningRate,
    augmentation: Object.fromEntries(Object.entries(augmentation ?? {}).map(([key, value]) => [snakeCase(key), value])),
  });
  return answer as Fit;
}

/** Writes the model that both start from, head included, and gives the names of the layers that train. */
async function writeModel(recipe: Recipe, file: string): Promise<string[]> {
  const backbone = await loadBackbone(recipe.backbone.name, 'nsfwjs');
  const classifier = buildClassifier(backbone, recipe, CLASSES.length);
  await saveModel(file, wholeModel(classifier, new Map(), recipe));
  return [...classifier.trainable];
}

async function drawImages(folder: string): Promise<ScannedImage[]> {
  for (const [split, count] of [
    ['training_set', TRAINING],
    ['validation_set', VALIDATION],
  ] as const) {
    for (const className of CLASSES) {
      await mkdir(path.join(folder, split, className), { recursive: true });
      for (let i = 0; i < count; i++) {
        const draw = random(1, split, className, i);
        const noise = Uint8Array.from({ length: 20 * 10 * 3 }, () => draw.below(256));
        const picture = sharp(noise, { raw: { width: 20, height: 10, channels: 3 } }).resize({ ...SIZE, fit: 'fill' });
        await picture.jpeg({ quality: 90 }).toFile(path.join(folder, split, className, `${i}.jpg`));
      }
    }
  }
  return (await scanImages(await readClassFolders(folder))).images;
}
