import { truthOf } from '../../script/evaluate/values.js';
import { applicationOf } from '../../script/keras/applications.js';
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

/** By the names of bases. Source: the models of Keras 3.15, built at sides from 96 to 331. */
const SIDES: readonly [names: RegExp, side: Side][] = [
  [/^(VGG|DenseNet|MobileNet(V2)?$|EfficientNetB)/, floored],
  [/^(ResNet(50|101|152)|EfficientNetV2B)/, padded],
  [/^Inception/, inception],
  [/^Xception$/, xception],
];

/** The feature map of a base for images of a size; undefined where thaw does not know it. */
export function featureMapOf(
  { model, args }: LayerNode,
  height: number | undefined,
  width: number | undefined,
): FeatureMap | undefined {
  const name = model?.application ?? '';
  const features = applicationOf(`keras.applications.${name}`)?.features;
  const side = SIDES.find(([names]) => names.test(name))?.[1];
  const top = args.get('include_top');
  const hasTop = top === undefined || truthOf(top) !== false;
  if (side === undefined || features === undefined || hasTop || args.has('alpha')) return undefined;
  if (height === undefined || width === undefined) return undefined;
  return { height: side(height), width: side(width), features };
}
