import { positionalArguments } from '../../evaluate/arguments.js';
import { type Arguments, type Execution, numberOf, oneOrMore, type Value } from '../../evaluate/values.js';
import type { BinaryOperator } from '../../syntax/ast.js';
import { imageBinary } from '../images/arithmetic.js';
import type { ImageFlow } from '../images/flow.js';
import { integerLimits, withStep } from '../images/foldStep.js';
import { sizeReads } from '../images/generatorFlows.js';
import { imagesValue } from '../images/imageArray.js';
import { applyUnknown, imagesOf } from '../images/imageHost.js';
import { applyImageLayer, isImageLayer } from '../images/layers.js';
import { isPreprocessInput } from '../images/preprocessInput.js';
import type { LayerNode } from './layerNode.js';

/** Layers between the input of a model and its backbone that leave the values as they are. */
const NEUTRAL = new Set([
  'Input',
  'InputLayer',
  'Identity',
  'Reshape',
  'Permute',
  'item',
  'Dropout',
  'GaussianDropout',
]);
/** Layers of a network: the values after them are no pixels. */
const NETWORK = /^(Conv|Separable|Depthwise|Dense|MaxPool|AveragePool|Global|Flatten|BatchNorm|ZeroPad|Activation)/;

/** Whether a layer computes features of what it is given. */
export function isOfNetwork({ className }: LayerNode): boolean {
  return NETWORK.test(className);
}

/** The first layers of a network, where they change images before it computes features; none where others are among them. */
export function imageLayersOf(layers: readonly LayerNode[]): LayerNode[] {
  const changes = ({ className, args }: LayerNode): boolean =>
    isImageLayer(className) || args.has('other') || isPreprocessInput(className);
  const before = layers.slice(0, Math.max(0, layers.findIndex(isOfNetwork)));
  const isKnown = before.every((layer) => changes(layer) || NEUTRAL.has(layer.className));
  return isKnown ? before.slice(0, before.map(changes).lastIndexOf(true) + 1) : [];
}

/** What layers make of images, one after the other, up to the first layer that computes features. */
export function applyLayers(layers: readonly LayerNode[], images: Value, run: Execution): Value {
  let at = images;
  for (const layer of layers) {
    if (isOfNetwork(layer)) return at;
    at = applyLayer(layer, at, run);
  }
  return at;
}

function applyLayer(layer: LayerNode, images: Value, run: Execution): Value {
  const { className, args, origin } = layer;
  const target = imagesOf(images);
  if (target === undefined || NEUTRAL.has(className)) return images;
  const adapted = args.get('adapted to');
  const call = {
    className,
    args: callOf(layer),
    place: origin,
    ...(adapted !== undefined && { adaptedAt: adapted.origin }),
  };
  const other = args.get('other');
  const operator = className.replace(/^reversed /, '') as BinaryOperator;
  const result =
    other !== undefined
      ? imageBinary(target, operator, other, className !== operator, origin, run)
      : (applyImageLayer(call, images, run) ?? applyFunction(layer, images, run));
  if (result !== undefined && imagesOf(result) !== undefined) return result;
  return applyUnknown(target, run.quote(origin), 'thaw does not know what this layer does to images', origin);
}

function callOf({ call, args, argPlaces }: LayerNode): Arguments {
  return call ?? { positional: [], keywords: args, keywordPlaces: argPlaces, isComplete: true };
}

/** `preprocess_input(x)` on a tensor of a model. */
function applyFunction({ className, call, origin }: LayerNode, images: Value, run: Execution): Value | undefined {
  if (!className.includes('.')) return undefined;
  const rest = call === undefined ? [] : call.positional.slice(1);
  const args = { ...(call ?? positionalArguments()), positional: [images, ...rest] };
  return run.library.call(className, args, origin, run);
}

/** The way of images goes on through the layers of a model in front of its backbone. */
export function throughLayers(flow: ImageFlow, layers: readonly LayerNode[], run: Execution): ImageFlow {
  if (layers.length === 0) return flow;
  const { source, rows, origin } = flow;
  const given = { start: flow.steps[0] === undefined ? flow.end : {}, steps: flow.steps };
  // The input of a model is of floats: Keras casts what it is given.
  const isCast = layers.some(({ className }) => !NEUTRAL.has(className)) && isInteger(flow.end.dtype);
  const pixels = isCast
    ? withStep(given, { kind: 'cast', dtype: 'float32', scales: false, by: 'the input of the model' }, origin)
    : given;
  const input = imagesValue(
    { library: 'tensor', pixels, data: { source, rows }, isOne: false, isChannelsFirst: isChannelsFirst(layers[0]) },
    origin,
  );
  const through = imagesOf(applyLayers(layers, input, run));
  if (through === undefined) return flow;
  const { steps } = through.pixels;
  const end = steps.at(-1)?.after ?? flow.end;
  // A layer such as Resizing decides the size that the backbone gets.
  return { ...flow, steps, end, ...sizeReads(steps, end, origin) };
}

/** Whether the shape that a model is given for its input has the channels first: (3, 224, 224). */
function isChannelsFirst(layer: LayerNode | undefined): boolean {
  const shape = layer?.args.get('input_shape') ?? layer?.args.get('shape') ?? layer?.args.get('batch_input_shape');
  const [channels, height, width] = oneOrMore(shape).map(numberOf).slice(-3);
  const isFew = channels === 1 || channels === 3 || channels === 4;
  return isFew && height !== undefined && height > 4 && (width === undefined || width > 4);
}

function isInteger(dtype: string | undefined): boolean {
  return integerLimits(dtype) !== undefined;
}
