import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { loadBackbone } from '../../src/backbones/loadBackbone.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { type Scan, scanImages } from '../../src/dataset/scan.js';
import { dataFindings } from '../../src/diagnose/dataFindings.js';
import { diagnoseRecipe, ranked } from '../../src/diagnose/diagnoseRecipe.js';
import type { Finding } from '../../src/diagnose/finding.js';
import { unknownMonitor } from '../../src/diagnose/unknownMonitor.js';
import { describeEnvironment } from '../../src/engine/environment.js';
import type { FeatureMatrix } from '../../src/experiments/featureMatrix.js';
import { decodePictures } from '../../src/experiments/pictureSample.js';
import { openBackbone, pooledFeatures } from '../../src/experiments/pooledFeatures.js';
import { parseRecipe, type Recipe, withChanges } from '../../src/experiments/recipe.js';
import { readRecipe } from '../../src/experiments/recipeFile.js';
import { trainOrRead } from '../../src/experiments/trainOrRead.js';
import { withBackbone } from '../../src/experiments/withBackbone.js';
import { type ScalingStep, stepOfMode } from '../../src/preprocess/scaling.js';
import { METRICS } from '../../src/training/callbacks/metric.js';
import { drawnSeeds } from '../experiments/drawnSeeds.js';

/** A recipe and its pictures, that faults are planted into. */
export interface World {
  recipe: Recipe;
  /** Class folders, a copy that may be changed. */
  folder: string;
  /** Of the validation pictures, where it is not the recipe's. */
  validationScaling?: readonly ScalingStep[];
  /** What a callback watches, where it is nothing that a recipe can hold. */
  monitor?: string;
}

/** What the drawn set and the recipe of a table are. */
export interface Setting {
  seed: number;
  backbone: Recipe['backbone'];
  /** Where pictures, features, runs and results are kept. */
  place: string;
}

/** Of each of seven classes. */
export const TRAINING = 40;
export const VALIDATION = 20;
export const SIZE = { height: 96, width: 192 };
export const EPOCHS = 5;

/** The mended recipe and pictures as they were drawn. */
export async function cleanWorld({ seed, backbone, place }: Setting): Promise<World> {
  const drawn = path.join(place, `drawn-${seed}`);
  await mkdir(path.join(place, 'worlds'), { recursive: true });
  const folder = await mkdtemp(path.join(place, 'worlds', 'world-'));
  if (!existsSync(drawn)) {
    const drawing = await mkdtemp(path.join(place, 'worlds', 'drawing-'));
    await drawnSeeds(drawing, 7, TRAINING, VALIDATION, seed);
    await rename(drawing, drawn);
  }
  await cp(drawn, folder, { recursive: true });
  const { recipe } = await readRecipe('notebooks/recipes/mended.json');
  return { recipe: withBackbone(withChanges(recipe, { ...SIZE, epochs: EPOCHS }), backbone), folder };
}

/** What all checks find of a world, in the order of the verdict. */
export async function diagnose(
  { recipe, folder, validationScaling, monitor }: World,
  place: string,
  trains: boolean,
): Promise<Finding[]> {
  const dataset = await readClassFolders(folder);
  const scan = await scanImages(dataset);
  const cacheFolder = path.join(place, 'cache');
  const ofData = await dataFindings(dataset, scan, {
    folder: path.join(place, 'surveys'),
    target: recipe,
    features: await frozenFeatures(recipe, scan, cacheFolder),
  });
  const options = { cacheFolder, now: () => performance.now() };
  const { images } = scan;
  const run = trains
    ? (
        await trainOrRead(parseRecipe(recipe), images, dataset.classNames, {
          ...options,
          folder: path.join(place, 'runs'),
          clock: Date.now,
          environment: describeEnvironment,
        })
      ).run
    : undefined;
  const ofRecipe = await diagnoseRecipe(recipe, images, dataset.classNames, { ...options, run, validationScaling });
  const ofMonitor = monitor === undefined ? [] : unknownMonitor(monitor, METRICS);
  return ranked([...ofMonitor, ...ofRecipe, ...ofData]);
}

/** Features of trained weights, as they expect their pictures, whatever the recipe does. */
async function frozenFeatures(recipe: Recipe, { images }: Scan, folder: string): Promise<FeatureMatrix> {
  const { name, weights } = recipe.backbone;
  const backbone = openBackbone(await loadBackbone(name, weights === 'random' ? 'nsfwjs' : weights, 0));
  try {
    const sample = await decodePictures(images, recipe);
    const scaling = [stepOfMode(backbone.expectation.scaling)];
    const values = await pooledFeatures(backbone, sample, { scaling, policy: 'moving', batchSize: 1 }, { folder });
    return { values, numExamples: images.length, numFeatures: backbone.expectation.featureChannels };
  } finally {
    backbone.dispose();
  }
}
