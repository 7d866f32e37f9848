import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import type { BackboneName } from '../../src/backbones/architectures/registry.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { digest } from '../../src/base/digest.js';
import { random, shuffled } from '../../src/base/random.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { readClassLists } from '../../src/dataset/classLists.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import { type Scan, scanImages } from '../../src/dataset/scan.js';
import { unknownMonitor } from '../../src/diagnose/checks/training/unknownMonitor.js';
import type { Finding } from '../../src/diagnose/finding.js';
import { sortByEffect } from '../../src/diagnose/finding.js';
import { dataFindings } from '../../src/diagnose/stages/dataFindings.js';
import { diagnoseRecipe } from '../../src/diagnose/stages/diagnoseRecipe.js';
import { fixesOf } from '../../src/diagnose/verdict/fixes.js';
import { measureCauses, type RunSeeds } from '../../src/diagnose/verdict/measureCauses.js';
import { isCostly } from '../../src/diagnose/verdict/verdict.js';
import { describeEnvironment } from '../../src/engine/environment.js';
import { decodePictures } from '../../src/features/pictureSample.js';
import { openBackbone, pooledFeatures } from '../../src/features/pooledFeatures.js';
import type { FeatureMatrix } from '../../src/learn/featureMatrix.js';
import { stepOfMode } from '../../src/preprocess/scaling.js';
import { withChanges } from '../../src/recipe/recipe.js';
import { readRecipe } from '../../src/recipe/recipeFile.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { withBackbone } from '../../src/recipe/variants.js';
import type { StoredRun } from '../../src/store/runStore.js';
import { trainOrRead } from '../../src/store/trainOrRead.js';
import { METRICS } from '../../src/training/callbacks/metric.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';
import type { Fault, World } from './fault.js';

/** What the pictures and the recipe of a table are. */
export interface Setting {
  /** Real pictures to take some of each class from, as class folders or `training_set` and `validation_set`; drawn seeds without. */
  pictures?: string;
  seed: number;
  backbone: Recipe['backbone'];
  /** Where pictures, features, runs and results are kept. */
  place: string;
}

/** Of each class, where there are as many. */
export const TRAINING = 40;
export const VALIDATION = 20;
export const SIZE = { height: 96, width: 192 };
export const EPOCHS = 5;

/** The fixed recipe, with its whole backbone frozen so that it trains in seconds, and unchanged images. */
export async function cleanWorld(setting: Setting): Promise<World> {
  const kept = path.join(setting.place, `${nameOfPictures(setting)}-${setting.seed}`);
  await mkdir(path.join(setting.place, 'worlds'), { recursive: true });
  const folder = await mkdtemp(path.join(setting.place, 'worlds', 'world-'));
  if (!existsSync(kept)) {
    const making = await mkdtemp(path.join(setting.place, 'worlds', 'making-'));
    if (setting.pictures === undefined) await drawnSeeds(making, 7, TRAINING, VALIDATION, setting.seed);
    else await takeSome(setting.pictures, making, setting.seed);
    await rename(making, kept);
  }
  await cp(kept, folder, { recursive: true });
  const { recipe } = await readRecipe('notebooks/recipes/fixed.json');
  const unfrozen = { above: 'nothing', batchNormalization: false };
  const changed = withChanges(recipe, { ...SIZE, epochs: EPOCHS, unfrozen });
  return { recipe: withBackbone(changed, setting.backbone), drawn: setting.pictures === undefined, folder };
}

/** `drawn`, or the name of the folder of real images. */
export function nameOfPictures({ pictures }: Setting): string {
  return pictures === undefined ? 'drawn' : path.basename(pictures);
}

/** Copies so many pictures of each class and split. */
async function takeSome(pictures: string, folder: string, seed: number): Promise<void> {
  const { classNames, examples } = await readClassFolders(pictures, { seed });
  for (const className of classNames) {
    for (const split of ['training', 'validation'] as const) {
      const own = examples.filter((example) => example.className === className && example.split === split);
      const part = shuffled(own, random(seed, 'some', className, split));
      const place = path.join(folder, `${split}_set`, className);
      await mkdir(place, { recursive: true });
      for (const example of part.slice(0, split === 'training' ? TRAINING : VALIDATION)) {
        await copyFile(example.path, path.join(place, path.basename(example.path)));
      }
    }
  }
}

/**
 * Runs the checks on a world. Findings come in the order of the verdict: with several faults, the causes first, the most
 * costly in front, with what is found only once the first ones are fixed.
 *
 * @param faults planted there; what they cannot affect is not measured again
 */
export async function diagnose(
  { recipe, folder, validationScaling, monitor }: World,
  place: string,
  faults: readonly Fault[],
): Promise<Finding[]> {
  const shows = new Set<Fault['shows']>(faults.length === 0 ? ['in training'] : faults.map((fault) => fault.shows));
  const dataset = await readClassFolders(folder);
  const scan = await scanImages(dataset);
  const cacheFolder = path.join(place, 'cache');
  const ofData = await findingsOfData(dataset, scan, recipe, place);
  if (!shows.has('in recipe') && !shows.has('in training')) return sortByEffect(ofData);
  const options = { cacheFolder, now: () => performance.now() };
  const { images } = scan;
  const { classNames } = dataset;
  const trained = (changed: Recipe): Promise<StoredRun> => trainedOn(changed, dataset, scan, place);
  const check = (changed: Recipe, run?: StoredRun): Promise<Finding[]> =>
    diagnoseRecipe(changed, images, classNames, { ...options, run, validationScaling });
  const ofRecipe = await check(recipe, shows.has('in training') ? await trained(recipe) : undefined);
  const ofMonitor = monitor === undefined ? [] : unknownMonitor(monitor, METRICS);
  const findings = sortByEffect([...ofMonitor, ...ofRecipe, ...ofData]);
  if (faults.length < 2 || !shows.has('in training')) return findings;
  const run: RunSeeds = async (_, changed) => [await trained(changed)];
  const fixes = fixesOf(findings);
  const { causes, hiddenFindings } = await measureCauses({
    first: 'as it came',
    recipe,
    fixes,
    improvements: [],
    run,
    recheck: check,
  });
  const all = sortByEffect([...findings, ...hiddenFindings]);
  const costly = causes.filter(isCostly).map(({ check }) => all.find((finding) => finding.check === check)!);
  return [...costly, ...all.filter((finding) => !costly.includes(finding))];
}

/** Trains a recipe on the images of a world, or reads the run of before. */
export async function trainedOn(
  recipe: Recipe,
  { classNames }: Dataset,
  { images }: Scan,
  place: string,
): Promise<StoredRun> {
  const store = { folder: path.join(place, 'runs'), clock: Date.now, environment: describeEnvironment };
  const options = { cacheFolder: path.join(place, 'cache'), now: () => performance.now(), ...store };
  return (await trainOrRead(recipe, images, classNames, options)).run;
}

/** By pictures, lists and size: most faults of a recipe leave them as they are. */
const known = new Map<string, Promise<Finding[]>>();

async function findingsOfData(dataset: Dataset, scan: Scan, recipe: Recipe, place: string): Promise<Finding[]> {
  const files = scan.images.map((image) => [image.digest, path.relative(dataset.folder, image.path)]);
  const { height, width } = recipe;
  const key = digest({
    files,
    unreadable: scan.unreadable.length,
    lists: await readClassLists(dataset.folder),
    height,
    width,
  });
  const measure = async (): Promise<Finding[]> =>
    dataFindings(dataset, scan, {
      folder: path.join(place, 'surveys'),
      target: recipe,
      features: await frozenFeatures(recipe, scan, path.join(place, 'cache')),
    });
  const findings = known.get(key) ?? measure();
  known.set(key, findings);
  return findings;
}

/** Weights that come with the packages. */
const BUNDLED: Readonly<Partial<Record<BackboneName, string>>> = {
  InceptionV3: 'nsfwjs',
  EfficientNetLite0: 'imagenet',
  MobileNetV2: 'nsfwjs',
};

/** Features of trained weights, as they expect their pictures, whatever the recipe does. */
async function frozenFeatures(recipe: Recipe, { images }: Scan, folder: string): Promise<FeatureMatrix> {
  const { name, weights } = recipe.backbone;
  const backbone = openBackbone(await loadBackbone(name, weights === 'random' ? BUNDLED[name]! : weights, 0));
  try {
    const sample = await decodePictures(images, recipe);
    const scaling = [stepOfMode(backbone.expectation.scaling)];
    const values = await pooledFeatures(backbone, sample, { scaling, policy: 'moving', batchSize: 1 }, { folder });
    return { values, numExamples: images.length, numFeatures: backbone.expectation.featureChannels };
  } finally {
    backbone.dispose();
  }
}
