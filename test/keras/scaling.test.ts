import { beforeAll, expect, test } from 'vitest';
import { expectationOf } from '../../src/backbones/pretrained/loadBackbone.js';
import { random } from '../../src/base/random.js';
import { scale } from '../../src/engine/scale.js';
import { tf } from '../../src/engine/tensorflow.js';
import { composedScaling, scaledPixels } from '../../src/preprocess/composedScaling.js';
import { RANGE_OF_MODE, SCALING_MODES, type ScalingMode, type ScalingStep } from '../../src/preprocess/scaling.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

/** Of the largest value that comes out: 275 after caffe twice, 1/255 after two scalings. float32 keeps seven digits. */
const TOLERANCE = 1e-6;
const KERAS_MODES = ['tf', 'caffe', 'torch'] as const;
/** The module of keras.applications whose `preprocess_input` belongs to the weights. */
const MODULES = {
  InceptionV3: 'inception_v3',
  ResNet50: 'resnet50',
  MobileNetV2: 'mobilenet_v2',
  VGG16: 'vgg16',
} as const;
const BACKBONES = Object.keys(MODULES) as (keyof typeof MODULES)[];

const draw = random(SEED, 'scaling');
/** Black, white and the pure colours, whose values are the extremes, and others. */
const pixels = [
  ...[0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255],
  ...Array.from({ length: 57 }, () => draw.between(0, 255)),
];

/** Functions of numbers in [0, 255] by mode; `rescale` in [0, 1] and the reference implementation's for EfficientNet-Lite. */
const FUNCTIONS = `
import importlib, keras, numpy as np
from keras.src.applications import imagenet_utils
from keras.src.legacy.preprocessing.image import ImageDataGenerator
numbers = lambda x: np.asarray(x, 'float64').ravel().tolist()
picture = lambda pixels: np.array(pixels, 'float32').reshape(-1, 4, 3)
functions = {mode: lambda x, mode=mode: imagenet_utils.preprocess_input(x, mode=mode) for mode in ('tf', 'caffe', 'torch')}
functions['unit'] = lambda x: x / 255
functions['lite'] = lambda x: (x - 127) / 128
functions['none'] = keras.applications.efficientnet.preprocess_input
of = lambda module: importlib.import_module('keras.applications.' + module).preprocess_input
def run(x, steps):
    for step in steps:
        x = x * step['factor'] if step['step'] == 'rescale' else functions[step['mode']](x)
    return x
`;

const RESCALE: ScalingStep = { step: 'rescale', factor: 1 / 255 };
const of = (...modes: ScalingMode[]): ScalingStep[] => modes.map((mode) => ({ step: 'preprocess_input', mode }));
const pipelines: { what: string; steps: ScalingStep[] }[] = [
  ...SCALING_MODES.flatMap((mode) => [
    { what: mode, steps: of(mode) },
    { what: `${mode}, then rescale 1/255`, steps: [...of(mode), RESCALE] },
    { what: `rescale 1/255, then ${mode}`, steps: [RESCALE, ...of(mode)] },
  ]),
  { what: 'caffe twice', steps: of('caffe', 'caffe') },
  { what: 'torch, then caffe', steps: of('torch', 'caffe') },
  { what: 'caffe, then torch, then rescale 3', steps: [...of('caffe', 'torch'), { step: 'rescale', factor: 3 }] },
  { what: 'nothing', steps: [] },
];

const keras = python(
  `${FUNCTIONS}
x = lambda: picture(given['pixels'])
answer = {
    'pipelines': [numbers(run(x(), p['steps'])) for p in given['pipelines']],
    'generator': {mode: numbers(ImageDataGenerator(preprocessing_function=functions[mode], rescale=1/255).standardize(x()))
                  for mode in functions},
    'backbones': {name: numbers(of(module)(x())) for name, module in given['modules'].items()},
    'doubled': {name: numbers(ImageDataGenerator(preprocessing_function=of(module), rescale=1/255).standardize(x()))
                for name, module in given['modules'].items()},
    'rescale': numbers(ImageDataGenerator(rescale=1/255).standardize(x())),
}
`,
  { pixels, pipelines, modules: MODULES },
) as {
  pipelines: number[][];
  generator: Record<ScalingMode, number[]>;
  backbones: Record<keyof typeof MODULES, number[]>;
  doubled: Record<keyof typeof MODULES, number[]>;
  rescale: number[];
};

beforeAll(() => tf.ready());

test.each(pipelines.map(({ what, steps }, i) => ({ what, steps, i })))(
  'steps give what they give in Keras one after the other, as numbers and as tensors: $what',
  ({ what, steps, i }) => {
    const reference = keras.pipelines[i];
    expectParity(`scaling, numbers: ${what}`, difference(scaled(steps), reference), TOLERANCE);
    expectParity(`scaling, tensors: ${what}`, difference(scaledTensor(steps), reference), TOLERANCE);
  },
);

test.each(BACKBONES)('the scaling that Keras weights of %s expect is its own preprocess_input', (name) => {
  const steps = of(expectationOf(name, 'weights.h5').scaling);
  const what = `preprocess_input of ${name}`;
  expectParity(what, difference(scaled(steps), keras.backbones[name]), TOLERANCE);
  const doubled = difference(scaled([...steps, RESCALE]), keras.doubled[name]);
  expectParity(`${what} and rescale, by ImageDataGenerator`, doubled, TOLERANCE);
});

test('ImageDataGenerator.standardize runs preprocessing_function first and rescale after it, in every mode', () => {
  for (const mode of SCALING_MODES) {
    const after = difference(scaled([...of(mode), RESCALE]), keras.generator[mode]);
    expectParity(`ImageDataGenerator.standardize: ${mode} and rescale`, after, TOLERANCE);
    // In `unit` and `none` the order does not matter.
    const before = difference(scaled([RESCALE, ...of(mode)]), keras.generator[mode]);
    if (mode !== 'unit' && mode !== 'none') expect(before, mode).toBeGreaterThan(0.5);
  }
  expectParity('ImageDataGenerator.standardize: rescale', difference(scaled([RESCALE]), keras.rescale), TOLERANCE);
});

test('ImageDataGenerator.standardize goes on with the statistics of the image, then with those of the training set', () => {
  const [mean, deviation] = [(): number => draw.between(-1, 1), (): number => draw.between(0.1, 2)].map(
    (next) => [next(), next(), next()] as [number, number, number],
  );
  const steps = {
    samplewise_center: { step: 'samplewise_center' },
    samplewise_std_normalization: { step: 'samplewise_std_normalization' },
    featurewise_center: { step: 'featurewise_center', mean },
    featurewise_std_normalization: { step: 'featurewise_std_normalization', deviation },
  } as const satisfies Record<string, ScalingStep>;
  const names = Object.keys(steps) as (keyof typeof steps)[];
  // The generator turns a division by the deviation on only together with the centring before it.
  const asked = [names.slice(0, 1), names.slice(0, 2), names.slice(2, 3), names.slice(2), names];
  const reference = python(
    `${FUNCTIONS}
answer = []
for names in given['asked']:
    generator = ImageDataGenerator(preprocessing_function=functions['caffe'], rescale=1/255, **{n: True for n in names})
    generator.mean, generator.std = np.array(given['mean'], 'float32'), np.array(given['deviation'], 'float32')
    answer.append(numbers(generator.standardize(picture(given['pixels']))))
`,
    { pixels, asked, mean, deviation },
  ) as number[][];
  for (const [i, own] of asked.entries()) {
    const all = [...of('caffe'), RESCALE, ...own.map((name) => steps[name])];
    const what = `ImageDataGenerator.standardize: ${own.join(', ')}`;
    expectParity(`${what}, numbers`, difference(scaled(all), reference[i]), TOLERANCE);
    expectParity(`${what}, tensors`, difference(scaledTensor(all), reference[i]), TOLERANCE);
  }
});

test("the reference recipe's two scalings give [-1/255, 1/255], and not [-1, 1]", () => {
  const values = Array.from(scaled(REFERENCE_RECIPE.scaling));
  expectParity("the reference recipe's scaling", difference(values, keras.generator.tf), TOLERANCE);
  expect(Math.min(...values)).toBeCloseTo(-1 / 255, 7);
  expect(Math.max(...values)).toBeCloseTo(1 / 255, 7);
});

test.each(KERAS_MODES)('the range of %s is that of black, white and the pure colors in Keras', (mode) => {
  const values = keras.pipelines[pipelines.findIndex(({ what }) => what === mode)];
  const range = [Math.min(...values), Math.max(...values)];
  expectParity(`range of ${mode}`, difference([...RANGE_OF_MODE[mode]], range), TOLERANCE);
});

/** Largest difference, of the largest value. */
function difference(ours: ArrayLike<number>, reference: readonly number[]): number {
  return largestDifference(ours, reference) / Math.max(...reference.map(Math.abs));
}

function scaled(steps: readonly ScalingStep[]): ArrayLike<number> {
  return scaledPixels(pixels, composedScaling(steps));
}

function scaledTensor(steps: readonly ScalingStep[]): Float32Array {
  return tf.tidy(
    () => scale(tf.tensor4d(pixels, [1, pixels.length / 12, 4, 3]), composedScaling(steps)).dataSync() as Float32Array,
  );
}
