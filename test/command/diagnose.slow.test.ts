import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import type { Finding } from '../../src/diagnose/finding.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { recipeText } from '../../src/recipe/recipeFile.js';
import { runRecipe } from '../../src/run/runRecipe.js';
import { modelOfRun } from '../../src/store/modelOfRun.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';
import { diagnoseIn } from './diagnoseIn.js';

const SOUND = withChanges(REFERENCE_RECIPE, {
  height: 64,
  width: 64,
  backbone: { name: 'EfficientNetLite0', weights: 'imagenet' },
  scaling: [{ step: 'preprocess_input', mode: 'lite' }],
  batchNormalization: 'moving',
  augmentation: null,
  head: { units: [], dropout: 0 },
  learningRate: 3e-3,
  batchSize: 8,
  epochs: 12,
});
const DOUBLED: RecipeChanges = {
  scaling: [
    { step: 'preprocess_input', mode: 'lite' },
    { step: 'rescale', factor: 1 / 255 },
  ],
};

let folder: string;
let images: string;
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-diagnose-'));
  images = at('images');
  await drawnSeeds(images, 3, 48, 30);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in its own folders; gives what it prints and finds. */
async function thaw(
  ...words: string[]
): Promise<{ code: number; output: string; errors: string; findings: Finding[] }> {
  await rm(at('report.json'), { force: true });
  const { code, printed, error } = await diagnoseIn(folder, [...words, '--json', at('report.json')]);
  const report = await readFile(at('report.json'), 'utf8').catch(() => '{"findings":[]}');
  return { code, output: printed, errors: error, findings: JSON.parse(report).findings };
}

const critical = (findings: readonly (Finding & { about?: string })[], about: string): string[] =>
  findings.filter((finding) => finding.about === about && finding.severity === 'critical').map(({ check }) => check);

/** Trains a recipe on the drawn seeds and writes its model as Keras would. */
async function trained(
  name: string,
  changes: RecipeChanges,
  change: (weights: Map<string, RawWeight>) => void = () => {},
): Promise<string> {
  const { readClassFolders } = await import('../../src/dataset/classFolders.js');
  const { scanImages } = await import('../../src/dataset/scan.js');
  const dataset = await readClassFolders(images);
  const recipe = withChanges(SOUND, changes);
  let best: ReadonlyMap<string, RawWeight> = new Map();
  await runRecipe(recipe, (await scanImages(dataset)).images, dataset.classNames, {
    cacheFolder: at('cache'),
    now: () => performance.now(),
    onCheckpoint: async (weights) => {
      best = weights;
    },
  });
  const weights = new Map(best);
  change(weights);
  const file = at(name);
  await saveModel(file, await modelOfRun(recipe, weights, dataset.classNames.length));
  return file;
}

test('exit code 2 with a reason: no folder, no images, a file that is not a recipe or a model', async () => {
  await mkdir(at('empty'));
  await writeFile(at('page.h5'), '<html>404</html>');
  const all = [
    { words: ['--data', at('nowhere')], says: '--data is expected to be a folder' },
    { words: ['--data', at('empty')], says: 'at least two class folders' },
    { words: ['--data', images, '--recipe', at('page.h5')], says: 'is expected to be JSON' },
    { words: ['--data', images, '--model', at('page.h5')], says: 'is expected to be an HDF5' },
  ];
  for (const { words, says } of all) {
    const { code, errors } = await thaw(...words);
    expect({ words, code }).toEqual({ words, code: 2 });
    expect(errors).toContain(says);
    expect(errors).not.toMatch(/^ +at /m);
  }
});

test('images without critical findings: exit code 0, and the last line counts the findings', async () => {
  const { code, output, findings } = await thaw('--data', images);
  expect({ code, critical: critical(findings, 'images') }).toEqual({ code: 0, critical: [] });
  expect(output).toContain('144 training images and 90 validation images in 3 classes');
  expect(output.trim().split('\n').at(-1)).toMatch(/worth knowing|nothing found|warning/);
});

test('of many copies three are printed, and all are in the CSV; hostile files end in findings', async () => {
  const folder = at('hostile');
  await cp(images, folder, { recursive: true });
  const className = (await readdir(path.join(folder, 'training_set')))[0];
  const file = (...names: string[]): string => path.join(folder, ...names);
  const names = (await readdir(file('training_set', className))).slice(0, 12);
  for (const name of names) {
    await copyFile(file('training_set', className, name), file('validation_set', className, `copy-${name}`));
  }
  await mkdir(file('training_set', '.ipynb_checkpoints'));
  await writeFile(file('training_set', className, 'empty.bmp'), '');
  await writeFile(file('training_set', className, 'words.ppm'), 'P6 of words');
  const { code, output, findings } = await thaw('--data', folder, '--csv', at('all.csv'), '--scores', at('scores.csv'));
  expect(code).toBe(1);
  expect(critical(findings, 'images')).toEqual(['duplicate-across-splits', 'loader-difference']);
  // Before any image is looked at.
  expect(output).toMatch(
    /Known from the list of files:\n {2}CRITICAL {2}duplicate-across-splits: 12 of [\s\S]*Checking them took/,
  );
  expect(output).toContain(`and 9 more rows; all of them are in ${at('all.csv')}`);
  expect(output.match(/^ {2}- training_set\/\S+ = validation_set\/\S+$/gm)).toHaveLength(3);
  const csv = await readFile(at('all.csv'), 'utf8');
  const pairs = csv.split('\r\n').filter((line) => line.startsWith('duplicate-across-splits,critical,images,'));
  expect(pairs.map((line) => path.basename(line.split(',')[5])).sort()).toEqual(names);
  expect(csv).toMatch(/^unreadable-image,warning,images,\w+,training,training_set\/\w+\/empty\.bmp,/m);
  const [header, ...rows] = (await readFile(at('scores.csv'), 'utf8')).trimEnd().split('\r\n');
  const columns = header.split(',');
  const valuesOf = (column: string): string[] => rows.map((row) => row.split(',')[columns.indexOf(column)]);
  const copied = valuesOf('path').filter((_, i) => valuesOf('duplicates')[i] !== '0');
  for (const name of names) expect(copied).toContain(`validation_set/${className}/copy-${name}`);
  for (const column of ['doubt', 'outlier'])
    expect(valuesOf(column).every((value) => Number(value) <= 1 && value !== '')).toBe(true);
  expect(new Set(valuesOf('prediction'))).toEqual(new Set(['']));
});

test('a good model: exit code 0, accurate with its own scaling, the same in training and inference', async () => {
  const file = await trained('sound.keras', {});
  const { code, output, findings } = await thaw('--data', images, '--model', file, '--scores', at('scores.csv'));
  expect({ code, critical: critical(findings, 'model') }).toEqual({ code: 0, critical: [] });
  const rows = (await readFile(at('scores.csv'), 'utf8')).trimEnd().split('\r\n').slice(1);
  expect(rows.filter((row) => /,validation,\w+,[01][.\d]*,/.test(row))).toHaveLength(90);
  expect(rows.filter((row) => /,training,,,/.test(row)).length).toBe(rows.length - 90);
  expect(output).toMatch(/preprocess_input \(lite\) .*evaluated/);
  const { model } = JSON.parse(await readFile(at('report.json'), 'utf8'));
  expect(model).toMatchObject({ backbone: 'EfficientNetLite0', trainedWith: 'preprocess_input (lite)' });
  expect(model.scores.accuracy).toBeGreaterThan(0.8);
  expect(model.probabilities).toHaveLength(90);
});

test('finds a model that trained with batch statistics, and one whose outputs are in another order', async () => {
  const batch = await thaw('--data', images, '--model', await trained('batch.h5', { batchNormalization: 'batch' }));
  expect(batch.code).toBe(1);
  expect(critical(batch.findings, 'model')[0]).toBe('frozen-batch-norm');
  const turned = await trained('turned.keras', {}, (weights) => {
    for (const name of ['logits/kernel', 'logits/bias']) {
      const { shape, values } = weights.get(name)!;
      const from = (i: number): number => i - (i % 3) + ((i + 1) % 3);
      weights.set(name, { shape, values: Float32Array.from(values, (_, i) => values[from(i)]) });
    }
  });
  const order = await thaw('--data', images, '--model', turned);
  expect(order.code).toBe(1);
  expect(critical(order.findings, 'model')[0]).toBe('class-order-mismatch');
});

test('a class that has another name in the other split is a finding beside others; a recipe is refused after it', async () => {
  const renamed = at('renamed');
  await cp(images, renamed, { recursive: true });
  const validation = path.join(renamed, 'validation_set');
  const [name] = (await readdir(validation)).sort();
  await rename(path.join(validation, name!), path.join(validation, `${name}s`));
  const { code, output, findings } = await thaw('--data', renamed);
  expect(code).toBe(1);
  expect(critical(findings, 'images')).toContain('class-missing');
  expect(output.replace(/\s+/g, ' ')).toContain(`'${name}' and '${name}s' are probably one class.`);
  await writeFile(at('any.json'), recipeText({ recipe: SOUND, data: null }));
  const refused = await thaw('--data', renamed, '--recipe', at('any.json'));
  expect(refused.code).toBe(2);
  expect(refused.errors).toContain(`There is '${name}' in the training set alone`);
  expect(critical(refused.findings, 'images')).toContain('class-missing');
});

test('finds a model that was trained on images scaled twice, whatever it is evaluated with', async () => {
  const file = await trained('doubled.h5', { ...DOUBLED, learningRate: 0.03, epochs: 30 });
  const { code, output, findings } = await thaw('--data', images, '--model', file);
  expect(code).toBe(1);
  expect(output).toContain('probably trained with preprocess_input (lite), then rescale 1/255');
  expect(critical(findings, 'model')[0]).toBe('double-preprocessing');
});

test('trains and checks a recipe, finds its fault by trials, measures it over two seeds, and reads its runs the second time', async () => {
  const recipe = withChanges(SOUND, { ...DOUBLED, epochs: 3 });
  await writeFile(at('recipe.json'), recipeText({ recipe, data: null }));
  const { code, output, findings } = await thaw('--data', images, '--recipe', at('recipe.json'), '--seeds', '2');
  expect(code).toBe(1);
  expect(critical(findings, 'recipe')[0]).toBe('double-preprocessing');
  expect(output).toContain('and 2 seeds');
  expect(output).toMatch(/Training takes up to .*, for at most 3\s+epochs/);
  expect(output).toMatch(
    /Training took .*, estimated [\s\S]*Checking it took .*, estimated [\s\S]*Confirming 1 change by training on all images[\s\S]*Tried \d+ changes; all of it took /,
  );
  expect(output).toMatch(
    /VERDICT[\s\S]*What was wrong:\n\n1\. Images are scaled twice\n {3}█+ \d+ points[\s\S]*\n {3}- ImageData[\s\S]*Now: [\s\S]*Next: /,
  );
  const text = await readFile(at('report.json'), 'utf8');
  const { recipe: part } = JSON.parse(text);
  expect(part.measuredOn).toBe('all images');
  expect(part.tried[0]).toMatchObject({ isKept: true });
  expect(part.rungs.every(({ runs }: { runs: string[] }) => new Set(runs).size === 2)).toBe(true);
  expect(part.causes.map(({ check }: { check: string }) => check)).toContain('double-preprocessing');
  expect(text).not.toContain('NaN');
  const again = await thaw('--data', images, '--recipe', at('recipe.json'));
  expect(again.output).toMatch(/Using its finished run \w+ of [\d-]+/);
});

test('Ctrl-C in the first training says that nothing is known; in the checks, the verdict follows without them', async () => {
  const recipe = withChanges(SOUND, { ...DOUBLED, seed: 7, epochs: 3 });
  await writeFile(at('recipe.json'), recipeText({ recipe, data: null }));
  const words = ['--data', images, '--recipe', at('recipe.json'), '--minutes', '5'];
  // What a terminal sends, when a text is printed.
  const interruptAt = (text: string) => (printed: string) => {
    if (printed.includes(text)) process.emit('SIGINT');
  };
  const early = await diagnoseIn(folder, words, interruptAt('Training takes'));
  expect(early.code).toBe(130);
  expect(early.printed).toContain('Interrupted before the recipe was trained once.');
  expect(early.printed).not.toContain('VERDICT');
  const later = await diagnoseIn(folder, words, interruptAt('Its checks take'));
  expect(later.code).toBe(0);
  expect(later.printed).toContain('The checks were interrupted.');
  expect(later.printed).toContain('VERDICT');
  expect(later.printed).toContain('No change was tried');
}, 120_000);
