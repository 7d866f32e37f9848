import { truthOf } from '../../script/evaluate/values.js';
import type { LayerNode } from '../../script/library/models/layerNode.js';

/** Shape of what a base without its classifier returns. */
export interface FeatureMap {
  height: number;
  width: number;
  features: number;
}

type Side = (side: number) => number;

/** Convolutions without padding, of stride 1 or 2: `(side - kernel) / stride + 1`. */
const unpadded =
  (kernel: number, stride: number): Side =>
  (side) =>
    Math.floor((side - kernel) / stride) + 1;
const half: Side = (side) => Math.ceil(side / 2);
const through =
  (...steps: readonly Side[]): Side =>
  (side) =>
    steps.reduce((at, step) => step(at), side);

/** Five halvings that round down: pooling without padding. */
const floored: Side = (side) => Math.floor(side / 32);
const padded = through(half, half, half, half, half);
/** The stem and two reductions. */
const inception = through(
  unpadded(3, 2),
  unpadded(3, 1),
  unpadded(3, 2),
  unpadded(3, 1),
  unpadded(3, 2),
  unpadded(3, 2),
  unpadded(3, 2),
);
const xception = through(unpadded(3, 2), unpadded(3, 1), half, half, half, half);

/** Sides and features of bases at their usual width. Source: the models of Keras 3.15, built at sides from 96 to 331. */
const MAPS: readonly [names: RegExp, side: Side, features: number][] = [
  [/^VGG1[69]$/, floored, 512],
  [/^ResNet(50|101|152)(V2)?$/, padded, 2048],
  [/^InceptionV3$/, inception, 2048],
  [/^InceptionResNetV2$/, inception, 1536],
  [/^Xception$/, xception, 2048],
  [/^MobileNet$/, floored, 1024],
  [/^MobileNetV2$/, floored, 1280],
  [/^DenseNet121$/, floored, 1024],
  [/^DenseNet169$/, floored, 1664],
  [/^DenseNet201$/, floored, 1920],
  [/^EfficientNetB[01]$/, floored, 1280],
  [/^EfficientNetV2B[01]$/, padded, 1280],
];

/** The feature map of a base for images of a size; undefined where thaw does not know it. */
export function featureMapOf(
  { model, args }: LayerNode,
  height: number | undefined,
  width: number | undefined,
): FeatureMap | undefined {
  const known = MAPS.find(([names]) => names.test(model?.application ?? ''));
  const top = args.get('include_top');
  const hasTop = top === undefined || truthOf(top) !== false;
  if (known === undefined || hasTop || args.has('alpha') || height === undefined || width === undefined)
    return undefined;
  const [, side, features] = known;
  return { height: side(height), width: side(width), features };
}
