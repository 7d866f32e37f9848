import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { buildClassifier } from '../../src/backbones/pretrained/classifier.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { wholeModel } from '../../src/backbones/pretrained/wholeModel.js';
import { mean } from '../../src/base/sum.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';
import { isIn } from '../../src/dataset/validationParts.js';
import { tf } from '../../src/engine/tensorflow.js';
import { isCorrect } from '../../src/metrics/correctness.js';
import { kerasScript } from '../../src/recipe/keras/kerasScript.js';
import { writeKerasScript } from '../../src/recipe/keras/writeKerasScript.js';
import { phasesOf, REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { readEnvironment } from '../../src/report/jupyterServer.js';
import { runRecipe } from '../../src/run/runRecipe.js';
import { epochBatches } from '../../src/training/batches.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';
import { expectParity } from './parity.js';
import { python } from './python.js';

/**
 * Of losses, as a share of them, after up to four epochs. Most agree to 1e-6; where batches of four are normalised by their
 * own statistics, in 94 layers one after the other, rounding grows to 8e-5 on one machine and 4e-4 on another.
 */
const TOLERANCE = 3e-4;
const CLASSES = ['a', 'b'];

let folder: string;
let images: ScannedImage[];
beforeAll(async () => {
  await tf.ready();
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-script-'));
  await drawTwoClasses(path.join(folder, 'images'), 12, 6);
  images = (await scanImages(await readClassFolders(path.join(folder, 'images')))).images;
});
afterAll(() => rmSync(folder, { recursive: true }));

const SMALL: RecipeChanges = { height: 64, width: 80, augmentation: null, epochs: 2, learningRate: 1e-3 };

const ON_PHOTOS: RecipeChanges = {
  backbone: { name: 'EfficientNetLite0', weights: 'imagenet' },
  unfrozen: { above: 'nothing', batchNormalization: false },
  batchNormalization: 'moving',
  scaling: [{ step: 'preprocess_input', mode: 'lite' }],
};

test.each<{ what: string; changes: RecipeChanges; halved?: boolean; tolerance?: number }>([
  {
    what: 'the reference: InceptionV3 of a package, frozen, batch statistics, scaled twice',
    changes: { height: 75, width: 80 },
    // Scaled twice, pictures differ by less than 0.01; statistics of a batch stretch that, and the rounding of both sides.
    tolerance: 2e-3,
  },
  {
    what: "MobileNetV2 as Keras builds it, upper blocks unfrozen, moving statistics, a backbone's own rate, AdamW, cosine; validation halved, mirror images, a temperature",
    halved: true,
    changes: {
      testTimeAugmentation: { flip: true, draws: 0 },
      temperatureScaling: true,
      backbone: { name: 'MobileNetV2', weights: 'random' },
      unfrozen: { above: 'block_15_add', batchNormalization: true },
      batchNormalization: 'moving',
      scaling: [{ step: 'preprocess_input', mode: 'tf' }],
      optimizer: { name: 'AdamW', weightDecay: 0.1, globalClipnorm: 1 },
      schedule: { name: 'CosineDecay', warmupSteps: 2 },
      backboneRate: 0.1,
      loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
      head: { units: [16], dropout: 0 },
    },
  },
  {
    what: 'EfficientNetLite0, a probe and fine-tuning after it, moving statistics that move though frozen',
    changes: {
      backbone: { name: 'EfficientNetLite0', weights: 'imagenet' },
      batchNormalization: 'batch-and-update',
      scaling: [{ step: 'preprocess_input', mode: 'lite' }],
      optimizer: { name: 'SGD', momentum: 0.9 },
      classWeight: { name: 'EffectiveNumber', beta: 0.9 },
      logitAdjustment: 1,
      head: { units: [], dropout: 0 },
      lastBatch: 'keep',
      batchSize: 5,
      phases: [
        { schedule: { name: 'OneCycle' } },
        {
          unfrozen: { above: 'block6d_add', batchNormalization: false },
          optimizer: { name: 'SGD', momentum: 0.5, nesterov: true },
        },
      ],
    },
  },
  {
    what: 'VGG16, every scaling step, a focal loss, RMSprop, balanced weights, epochs of other lengths than a pass',
    changes: {
      backbone: { name: 'VGG16', weights: 'random' },
      unfrozen: { above: 'block5_pool', batchNormalization: false },
      batchNormalization: 'moving',
      scaling: [
        { step: 'preprocess_input', mode: 'caffe' },
        { step: 'rescale', factor: 0.01 },
        { step: 'samplewise_center' },
        { step: 'samplewise_std_normalization' },
        { step: 'featurewise_center', mean: [0.1, 0, -0.2] },
        { step: 'featurewise_std_normalization', deviation: [0.8, 1.1, 1] },
      ],
      optimizer: { name: 'RMSprop', momentum: 0.5 },
      loss: { name: 'CategoricalFocalCrossentropy' },
      classWeight: 'balanced',
      stepsPerEpoch: 3,
    },
  },
  {
    what: 'EfficientNetB0, which scales its input itself and whose stochastic depth is off, all layers',
    changes: {
      backbone: { name: 'EfficientNetB0', weights: 'random' },
      unfrozen: { above: 'everything', batchNormalization: true },
      batchNormalization: 'moving',
      scaling: [],
      optimizer: { name: 'SGD', momentum: 0.9 },
      head: { units: [], dropout: 0 },
    },
  },
  {
    what: 'MobileNetV3Small, upper blocks unfrozen, a preprocess_input that does nothing',
    // Frozen layers of random weights leave little of an image; statistics of a batch stretch that, and the rounding.
    tolerance: 2e-3,
    changes: {
      backbone: { name: 'MobileNetV3Small', weights: 'random' },
      unfrozen: { above: 'expanded_conv_8_project_bn', batchNormalization: true },
      batchNormalization: 'moving',
      scaling: [{ step: 'preprocess_input', mode: 'none' }],
      head: { units: [], dropout: 0 },
    },
  },
  {
    what: 'a head of its own: pooled, normalized, flattened, dense without bias, normalized again, tanh',
    changes: {
      ...ON_PHOTOS,
      head: {
        layers: [
          { layer: 'AveragePooling2D', poolSize: [2, 1] },
          { layer: 'BatchNormalization' },
          { layer: 'Flatten' },
          { layer: 'Dense', units: 16, useBias: false },
          { layer: 'BatchNormalization', momentum: 0.9, epsilon: 0.01 },
          { layer: 'Activation', activation: 'relu' },
          { layer: 'Dense', units: 8, activation: 'tanh' },
        ],
      },
    },
  },
  {
    what: 'the largest values, normalized, above a backbone that trains; the head is normalized by its batches all the same',
    changes: {
      ...ON_PHOTOS,
      unfrozen: { above: 'block6d_add', batchNormalization: false },
      // Statistics of four images stretch the rounding of both sides to 7e-4.
      batchSize: 9,
      optimizer: { name: 'SGD', momentum: 0.9 },
      head: {
        layers: [
          { layer: 'GlobalMaxPooling2D' },
          { layer: 'BatchNormalization' },
          { layer: 'Dense', units: 8, activation: 'relu' },
        ],
      },
    },
  },
  {
    what: 'sigmoids with binary cross-entropy; mirror images, a temperature',
    changes: {
      ...ON_PHOTOS,
      head: { units: [8], dropout: 0 },
      lastActivation: 'sigmoid',
      loss: { name: 'BinaryCrossentropy', labelSmoothing: 0.1 },
      testTimeAugmentation: { flip: true },
      temperatureScaling: true,
    },
  },
  {
    what: 'no activation, and cross-entropy of labels as numbers that takes probabilities',
    changes: {
      ...ON_PHOTOS,
      head: { units: [], dropout: 0 },
      lastActivation: 'linear',
      loss: { name: 'SparseCategoricalCrossentropy' },
    },
  },
  {
    what: 'squared error of a softmax; validation images are scaled otherwise',
    changes: {
      ...ON_PHOTOS,
      validationScaling: [{ step: 'rescale', factor: 1 / 255 }],
      head: { units: [8], dropout: 0 },
      loss: { name: 'MeanSquaredError' },
      testTimeAugmentation: { flip: true },
    },
  },
])('a recipe as a Keras script trains as here: $what', async ({ what, changes, halved, tolerance = TOLERANCE }) => {
  // Fewer of the one class, or weights of classes would all be one.
  let count = 0;
  const uneven = images
    .filter(({ split, label }) => split === 'validation' || label === 0 || ++count <= 7)
    .map((image, i): ScannedImage => {
      return halved && image.split === 'validation'
        ? { ...image, part: i % 3 === 0 ? 'evaluation' : 'selection' }
        : image;
    });
  const recipe = withChanges(REFERENCE_RECIPE, { ...SMALL, ...changes });
  const own = mkdtempSync(path.join(folder, 'script-'));
  const script = await writeKerasScript(own, recipe, { classNames: CLASSES, examples: uneven });
  await writeStart(own, recipe);
  writeFileSync(path.join(own, 'order.json'), JSON.stringify(ordersOf(recipe, uneven)));
  const { history: theirs, accuracy, temperature } = runScript(own, script);
  const { history, ...answers } = await runRecipe(recipe, uneven, CLASSES, {
    cacheFolder: path.join(own, 'features'),
    now: () => performance.now(),
  });
  const keras = theirs.flatMap((phase) =>
    phase.loss.map((loss, i) => ({
      loss,
      accuracy: phase.accuracy[i],
      validationLoss: phase.val_loss[i],
      validationAccuracy: phase.val_accuracy[i],
    })),
  );
  expect(keras).toHaveLength(history.length);
  history.forEach(({ trainLoss, validationLoss, trainAccuracy, validationAccuracy }, i) => {
    const name = `${what}, epoch ${i + 1}`;
    expectParity(`script, loss: ${name}`, Math.abs(trainLoss / keras[i].loss - 1), tolerance);
    expectParity(`script, val_loss: ${name}`, Math.abs(validationLoss / keras[i].validationLoss - 1), tolerance);
    expect(trainAccuracy, name).toBeCloseTo(keras[i].accuracy, 5);
    expect(validationAccuracy, name).toBeCloseTo(keras[i].validationAccuracy, 5);
  });
  // Of the best epoch, on the images that it is evaluated on.
  expect(mean(isCorrect(answers).map(Number)), what).toBeCloseTo(accuracy, 5);
  if (recipe.temperatureScaling) {
    // Theirs is the best of a grid whose steps are 0.1 %.
    expectParity(`script, temperature: ${what}`, Math.abs(answers.temperature! / temperature! - 1), 2e-3);
  } else expect([answers.temperature, temperature]).toEqual([undefined, null]);
  expect(answers.labels.length).toBe(uneven.filter((image) => isIn(image, 'evaluation')).length);
});

test('what draws by chance runs too: the whole augmentation, mixup, dropout, balanced sampling, classifier retraining', () => {
  const recipe = withChanges(REFERENCE_RECIPE, {
    ...SMALL,
    backbone: { name: 'MobileNetV2', weights: 'random' },
    scaling: [{ step: 'preprocess_input', mode: 'unit' }],
    augmentation: { ...REFERENCE_RECIPE.augmentation!, verticalFlip: true, brightnessRange: [0.8, 1.2] },
    head: { units: [8], dropout: 0.5 },
    reduceOnPlateau: { patience: 1 },
    mixup: 0.2,
    testTimeAugmentation: { draws: 2 },
    phases: [{}, { trains: 'classifier', sampling: 'balanced', augmentation: null }],
  });
  const own = mkdtempSync(path.join(folder, 'script-'));
  writeFileSync(path.join(own, 'train.py'), kerasScript(recipe, CLASSES));
  const options = ['--data', path.join(folder, 'images')];
  const { history: histories } = runScript(own, path.join(own, 'train.py'), options, false);
  expect(histories).toHaveLength(2);
  for (const { loss, val_loss: validationLoss } of histories) {
    expect(loss).toHaveLength(2);
    expect(loss.every(Number.isFinite) && validationLoss.every(Number.isFinite)).toBe(true);
  }
  expect(
    readFileSync(path.join(own, 'out', 'training.csv'), 'utf8')
      .trim()
      .split('\n'),
  ).toHaveLength(5);
});

/** A recipe that a user of today's Keras writes: a frozen base, one scaling, no augmentation. */
const FROZEN: RecipeChanges = {
  backbone: { name: 'InceptionV3', weights: 'imagenet' },
  batchNormalization: 'moving',
  augmentation: null,
  scaling: [{ step: 'rescale', factor: 1 / 255 }],
};
const SCRIPTS: { what: string; changes: RecipeChanges; most: number }[] = [
  { what: 'a frozen base', changes: FROZEN, most: 65 },
  {
    what: 'a frozen base, with augmentation',
    changes: { ...FROZEN, augmentation: REFERENCE_RECIPE.augmentation },
    most: 76,
  },
  {
    what: 'upper blocks unfrozen, with augmentation and phases',
    changes: {
      ...FROZEN,
      augmentation: REFERENCE_RECIPE.augmentation,
      phases: [{}, { unfrozen: { above: 'mixed7', batchNormalization: false }, learningRate: 1e-5 }],
    },
    most: 110,
  },
  { what: 'the reference, with the batch statistics of Keras 2.1.3 to 2.3.1', changes: {}, most: 90 },
  {
    what: 'all that there is',
    changes: {
      mixup: 0.2,
      stepsPerEpoch: 50,
      logitAdjustment: 1,
      classWeight: 'balanced',
      sampling: 'balanced',
      schedule: { name: 'OneCycle' },
      backboneRate: 0.1,
      batchNormalization: 'batch-and-update',
      head: { units: [8, 8], dropout: 0.5 },
      testTimeAugmentation: { flip: true, draws: 2 },
      temperatureScaling: true,
      phases: [{}, { trains: 'classifier', sampling: 'shuffled' }],
    },
    most: 250,
  },
];

test.each(SCRIPTS)('a script holds what its recipe uses, and no more: $what', ({ what, changes, most }) => {
  const recipe = withChanges(REFERENCE_RECIPE, changes);
  for (const images of [undefined, 'listed', 'listed with parts'] as const) {
    const script = kerasScript(recipe, CLASSES, images && { images });
    // PEP 8 asks for the empty ones.
    expect(script.split('\n').filter((line) => line.trim() !== '').length, what).toBeLessThanOrEqual(most);
    expect(script).not.toMatch(/\n{4}|[ \t]\n/);
    const { unused, arguments: unusedArguments } = python(UNUSED, script) as Record<string, string[]>;
    expect({ unused, unusedArguments }, `${what}: ${script}`).toEqual({ unused: [], unusedArguments: [] });
  }
});

/** Names that a script imports, defines or assigns, and arguments of its functions, that it does not read anywhere. */
const UNUSED = `
import ast
tree = ast.parse(given)
compile(given, 'train.py', 'exec')
read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
read |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
# What Keras calls, and a class that is read where models are loaded.
called = {'__init__', '__len__', '__getitem__', '__call__', 'call', 'update_step', '_apply_weight_decay'}
made = set()
for node in ast.walk(tree):
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        made.add(node.name)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        made |= {(alias.asname or alias.name).split('.')[0] for alias in node.names}
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        made.add(node.id)
arguments = []
for function in ast.walk(tree):
    if isinstance(function, ast.FunctionDef) and function.name not in {'call'}:
        inside = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        arguments += [f'{function.name}({a.arg})' for a in function.args.args if a.arg not in inside and a.arg != 'self']
# The result of fit is for whoever runs the script in a session, _ is for nobody.
answer = {'unused': sorted(made - read - called - {'history', 'loss', '_'}), 'arguments': arguments}
`;

type History = Record<'loss' | 'accuracy' | 'val_loss' | 'val_accuracy', number[]>;

/**
 * Runs a script in Python, as it is or with the batches and initial weights of ours in place of its own, and gives what it
 * has in its variables at the end.
 */
const DRIVER = `
import json, sys
script, start, order, found, *options = sys.argv[1:]
source = open(script).read()
def put(source, anchor, lines):
    assert source.count(anchor) == 1, anchor
    return source.replace(anchor, anchor + lines)
if order:
    own = "    def batches(self, epoch):\\n"
    source = put(source, own, "        if self.training:\\n            return ORDERS[epoch % len(ORDERS)]\\n")
    source = put(source, "\\nmodel = keras.Model(base.inputs[0], x)\\n", "model.set_weights(keras.models.load_model(START, compile=False).get_weights())\\n")
sys.argv = [script, *options]
names = {"__name__": "__main__", "__file__": script, "__doc__": "", "START": start, "ORDERS": json.load(open(order)) if order else None}
exec(compile(source, script, "exec"), names)
history = names["histories"] if "histories" in names else [names["history"].history]
json.dump({"history": history, "accuracy": names["accuracy"], "temperature": names.get("temperature")}, open(found, "w"))
`;

interface Found {
  history: History[];
  accuracy: number;
  temperature: number | null;
}

function runScript(own: string, script: string, options: string[] = [], replayed = true): Found {
  const { python: command } = readEnvironment(path.join(import.meta.dirname, '../..'));
  const given = ['start.keras', 'order.json'].map((file) => (replayed ? path.join(own, file) : ''));
  const found = path.join(own, 'found.json');
  execFileSync(command, ['-c', DRIVER, script, ...given, found, '--out', path.join(own, 'out'), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  return JSON.parse(readFileSync(found, 'utf8')) as Found;
}

/** The whole classifier as it is before the first step. */
async function writeStart(own: string, recipe: Recipe): Promise<void> {
  const { backbone, seed } = recipe;
  const loaded = await loadBackbone(backbone.name, backbone.weights, seed);
  const classifier = buildClassifier(loaded, recipe, CLASSES.length);
  await saveModel(path.join(own, 'start.keras'), wholeModel(classifier, new Map(), recipe));
}

/** The batches of our epochs, counted through the phases. */
function ordersOf(recipe: Recipe, list: readonly ScannedImage[]): number[][][] {
  const labels = list.filter(({ split }) => split === 'training').map(({ label }) => label);
  const epochs = phasesOf(recipe).flatMap((phase) => new Array(phase.recipe.epochs).fill(phase.recipe) as Recipe[]);
  return epochs.map((phase, i) => epochBatches(labels, i + 1, phase));
}
