import { expect, test } from 'vitest';
import { REGISTRY } from '../../src/backbones/architectures/registry.js';
import { expectationOf } from '../../src/backbones/pretrained/loadBackbone.js';
import { ablationLadder } from '../../src/plots/ablationLadder.js';
import { accuracyDots } from '../../src/plots/accuracyDots.js';
import { causeBars } from '../../src/plots/causeBars.js';
import { classCounts } from '../../src/plots/classCounts.js';
import { confusionHeatmap } from '../../src/plots/confusionHeatmap.js';
import { drawSvg } from '../../src/plots/drawSvg.js';
import { imageMapPlot } from '../../src/plots/imageMap.js';
import { imageSizes } from '../../src/plots/imageSizes.js';
import { importanceBars } from '../../src/plots/importanceBars.js';
import { learningCurves } from '../../src/plots/learningCurves.js';
import { learningRateCurve } from '../../src/plots/learningRateCurve.js';
import { plotModel } from '../../src/plots/plotModel.js';
import { reliabilityDiagram } from '../../src/plots/reliabilityDiagram.js';
import { searchProgress } from '../../src/plots/searchProgress.js';
import { sliceDots } from '../../src/plots/sliceDots.js';
import { captioned } from '../../src/plots/theme.js';
import { triedGains } from '../../src/plots/triedGains.js';

// Every plot as a file in `snapshots/`, to be seen in a browser. After a change that is meant: `npx vitest run
// test/plots/snapshots.test.ts -u`, and look at the files that change.

const BASELINE = [{ name: 'majority class', accuracy: 0.3 }];
const CLASSES = ['bakelite', 'celluloid', 'a class with a rather long name', 'nylon'];
const FOUR_EPOCHS = [0.42, 0.63, 0.78, 0.85].map((trainAccuracy, i) => ({
  epoch: i + 1,
  trainAccuracy,
  validationAccuracy: trainAccuracy - 0.06 * i,
}));

const PLOTS = {
  ablationLadder: ablationLadder(
    [
      { change: 'reference recipe', accuracy: 0.17, interval: [0.13, 0.22] },
      { change: 'drop one of the two scalings', accuracy: 0.25, interval: [0.2, 0.3] },
      { change: 'learning rate 1e-2', accuracy: 0.21, interval: [0.16, 0.26], leftOut: true },
      { change: 'frozen batch normalization uses moving statistics', accuracy: 0.62, interval: [0.56, 0.67] },
    ],
    BASELINE,
  ),
  accuracyDots: accuracyDots(
    [
      {
        name: 'InceptionV3, 94 batch normalizations',
        dots: [
          { name: 'moving', training: 0.73, validation: 0.68, interval: [0.62, 0.74] },
          { name: 'batch', training: 0.8, validation: 0.25, interval: [0.19, 0.31] },
        ],
      },
      {
        name: 'SqueezeNet, no batch normalization',
        dots: [{ name: 'moving', training: 0.31, validation: 0.3, interval: [0.24, 0.36] }],
      },
    ],
    BASELINE,
  ),
  causeBars: causeBars([
    { fault: 'Frozen batch normalization uses batch statistics', cost: 0.45, interval: [0.38, 0.52], gain: 0.41 },
    { fault: 'Images are scaled twice', cost: 0.12, interval: [0.05, 0.19], gain: 0.02 },
    { fault: 'The learning rate is too high', cost: -0.02, interval: [-0.06, 0.02], gain: -0.06 },
  ]),
  classCounts: classCounts(CLASSES, [120, 45, 300, 8], [30, 12, 75, 2]),
  confusionHeatmap: confusionHeatmap(
    [
      [20, 5, 5, 0],
      [1, 10, 1, 0],
      [0, 0, 75, 0],
      [2, 0, 0, 0],
    ],
    CLASSES,
    'reference recipe',
  ),
  'captioned and titled': captioned(
    confusionHeatmap(
      [
        [3, 1],
        [0, 4],
      ],
      ['a', 'b'],
      'plain',
    ),
    '240 of 14,278 images',
  ),
  captioned: captioned(
    confusionHeatmap(
      [
        [3, 1],
        [0, 4],
      ],
      ['a', 'b'],
    ),
    '240 of 14,278 images',
  ),
  imageMap: imageMapPlot(
    Array.from({ length: 240 }, (_, i) => ({
      x: 30000 + 20000 * Math.cos(i % 4) + 6000 * Math.sin(i * i),
      y: 30000 + 20000 * Math.sin(i % 4) + 6000 * Math.cos(3 * i * i),
      entry: CLASSES[i % 4],
    })),
    CLASSES.map((name, i) => ({ name, color: ['#0072b2', '#e69f00', '#009e73', '#cc79a7'][i] })),
    'class',
  ),
  imageSizes: imageSizes(
    Array.from({ length: 60 }, (_, i) => ({
      className: CLASSES[i % 4],
      width: 200 + 37 * i,
      height: 150 + 28 * i + 90 * (i % 5),
    })),
    CLASSES,
    { width: 299, height: 299 },
  ),
  learningCurves: learningCurves(FOUR_EPOCHS, 0.3),
  importanceBars: importanceBars([
    { name: 'learning rate', share: 0.46, interval: [0.31, 0.6] },
    { name: 'frozen batch normalization', share: 0.21, interval: [0.1, 0.35] },
    { name: 'dropout', share: 0.01, interval: [0, 0.06] },
  ]),
  searchProgress: searchProgress(
    [
      { images: 55, points: [0.3, 0.42, 0.38, 0.21, 0.55, 0.48, 0.6] },
      { images: 164, points: [0.4, 0.58, 0.71] },
      { images: 490, points: [0.45, 0.7, 0.79] },
    ].flatMap(({ images, points }, rung) =>
      points.map((accuracy, i) => ({ images, accuracy, minutes: (i + 1) * (1 + 2 * rung), isOwn: i === 0 })),
    ),
  ),
  learningRateCurve: learningRateCurve(
    Array.from({ length: 90 }, (_, i) => {
      const smoothed = i < 70 ? 2 - i / 100 : 1.3 + (i - 70) ** 2;
      return { rate: 1e-7 * 10 ** (i / 12), loss: smoothed + (i % 2) / 10, smoothed };
    }),
    [
      { name: 'steepest descent', rate: 6.3e-3 },
      { name: 'a tenth of the least', rate: 7.6e-2 },
    ],
    1e-3,
  ),
  sliceDots: sliceDots(
    [
      {
        ...{ name: 'brightness at most 60 of 255', members: Array<number>(1412).fill(0), accuracy: 0.52 },
        ...{ interval: [0.46, 0.58], rest: 0.88, isWeak: true },
        cost: { value: 0.036, interval: [0.021, 0.052] },
      },
      {
        ...{ name: "the group 'lamp-2' in their names", members: Array<number>(44).fill(0), accuracy: 0.61 },
        ...{ interval: [0.4, 0.79], rest: 0.86, isWeak: false },
        cost: { value: 0.005, interval: [-0.001, 0.01] },
      },
      {
        ...{ name: 'contrast to the background above 120 of 255', members: Array<number>(300).fill(0), accuracy: 0.82 },
        ...{ interval: [0.73, 0.88], rest: 0.85, isWeak: false },
        cost: { value: 0.004, interval: [-0.006, 0.012] },
      },
    ],
    0.85,
  ),
  triedGains: triedGains(
    [
      { change: 'one scaling instead of two', gain: 0.31, interval: [0.22, 0.4], isKept: true },
      { change: 'learning rate 0.0001', gain: 0.02, interval: [-0.03, 0.07], isKept: false },
      { change: 'blocks above mixed7 unfrozen, learning rate 0.0001', gain: -0.05, interval: [-0.1, 0], isKept: false },
    ],
    'points gained on 101 training images that were held out (80 % interval)',
  ),
  reliabilityDiagram: reliabilityDiagram([
    {
      title: 'as trained: calibration error 25 %',
      bins: [
        { low: 0, high: 0.5, count: 0, confidence: Number.NaN, accuracy: Number.NaN },
        { low: 0.5, high: 0.75, count: 30, confidence: 0.6, accuracy: 0.8 },
        { low: 0.75, high: 1, count: 10, confidence: 0.9, accuracy: 0.5 },
      ],
    },
    {
      title: 'with temperature 1.50: calibration error 6 %',
      bins: [
        { low: 0.25, high: 0.5, count: 12, confidence: 0.4, accuracy: 0.5 },
        { low: 0.5, high: 0.75, count: 28, confidence: 0.6, accuracy: 0.62 },
      ],
    },
  ]),
};

/** A drawing to be compared as text: an element a line, figures to two places, ids numbered from 0 in the order they come. */
function comparable(svg: string): string {
  const ids = new Map<string, string>();
  return `${svg
    .replace(/-?\d+\.\d{3,}(e-\d+)?/g, (figure) => String(Math.round(100 * Number(figure)) / 100 + 0))
    .replace(/\b(clip|gradient_)(\d+)/g, (id, kind) => {
      if (!ids.has(id)) ids.set(id, `${kind}${ids.size}`);
      return ids.get(id) as string;
    })
    .replace(/></g, '>\n<')
    .trim()}\n`;
}

test.each(Object.entries(PLOTS))('%s is drawn as before', async (name, spec) => {
  await expect(comparable(await drawSvg(spec))).toMatchFileSnapshot(`snapshots/${name}.svg`);
});

test('plotModel is drawn as before', async () => {
  const svg = await plotModel(
    { network: REGISTRY.SqueezeNet.build(), inputShape: [227, 227, 3] },
    {
      blocks: expectationOf('SqueezeNet', 'random'),
      unfold: ['fire9/concat'],
      trainable: new Set(['fire9/squeeze1x1']),
      showShapes: true,
    },
  );
  await expect(comparable(svg)).toMatchFileSnapshot('snapshots/plotModel.svg');
});
