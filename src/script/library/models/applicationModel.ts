import { byName } from '../../evaluate/arguments.js';
import { type Arguments, isNone, stringOf, truthOf, type Value } from '../../evaluate/values.js';
import { applicationOf } from '../../keras/applications.js';
import { RELEASES } from '../../keras/kerasVersion.js';
import { type LayerOptions, layerListsOf } from '../../keras/layerLists.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import type { ScriptVersion } from '../scriptVersion.js';
import type { ScriptEvents } from './events.js';
import type { LayerNode } from './layerNode.js';
import { layerValue, newLayer } from './modelHost.js';
import { addPretrained } from './pretrainedModel.js';

/** Models of keras.applications: `from keras.applications import *` brings no other names, such as `Model`. */
export const APPLICATION_NAME: RegExp =
  /^(VGG|ResNet|Inception|Xception|MobileNet|NASNet|DenseNet|EfficientNet|ConvNeXt|RegNet)\w*$/;

/** Whether a name is that of a function of keras.applications that builds a model. */
export function isApplication(name: string): boolean {
  return name.startsWith('keras.applications.') && APPLICATION_NAME.test(lastPart(name));
}

/** A model of keras.applications: its layers stand in it as Keras lists them, with their flags. */
export function applicationModel(
  name: string,
  args: Arguments,
  at: Place,
  version: ScriptVersion,
  events: ScriptEvents,
): Value {
  const given = byName(args, ['include_top', 'weights', 'input_tensor', 'input_shape', 'pooling', 'classes']);
  const application = lastPart(name);
  const includeTop = given.get('include_top') === undefined ? true : truthOf(given.get('include_top')!);
  const node: LayerNode = {
    ...newLayer(application, given, at),
    name: stringOf(given.get('name')) ?? application.toLowerCase(),
    argPlaces: args.keywordPlaces,
  };
  const listed = listedLayers(name, given, version);
  const layers = (listed?.layers ?? []).map(({ name: layerName, className }): LayerNode => {
    const layer = newLayer(className, new Map(), at);
    layer.name = layerName;
    layer.inside = node;
    return layer;
  });
  const note = listed?.note ?? `pooling ${stringOf(given.get('pooling')) ?? 'none'}, top ${includeTop}`;
  const names = listed === undefined ? {} : { possibleNames: listed.names };
  const isSure = listed?.isSure ?? false;
  addPretrained(node, { kind: 'application', application, layers, isSure, note, ...names }, at, events);
  return layerValue(node, at, events);
}

/** Layers of a model of keras.applications in the most likely version, and the names in all versions that come into question. */
function listedLayers(
  name: string,
  given: ReadonlyMap<string, Value>,
  { releases, texts }: ScriptVersion,
):
  | { layers: { name: string; className: string }[]; names: ReadonlySet<string>; isSure: boolean; note?: string }
  | undefined {
  const application = applicationOf(name);
  const options = optionsOf(given);
  if (application === undefined || options === undefined) return undefined;
  const inEra = layerListsOf(application.name, releases, options);
  // Of TensorFlow not every version was recorded: the names are those of Keras of that time.
  const { readings, tellApart } = inEra.readings.length > 0 ? inEra : layerListsOf(application.name, RELEASES, options);
  // A script that names `res5c_branch2c` is for a version that has it; otherwise the newest version is the likeliest.
  const known = readings.map(({ value }) => value.filter((layer) => !layer.autoNamed && texts.has(layer.name)).length);
  const best = known.lastIndexOf(Math.max(...known));
  const reading = readings[best];
  if (reading === undefined) return undefined;
  const names = new Set(readings.flatMap(({ value }) => value.map((layer) => layer.name)));
  return {
    layers: reading.value,
    names,
    isSure: inEra.readings.length > 0 && readings.every(({ value }) => isAlike(value, reading.value)),
    ...(tellApart !== undefined && { note: tellApart }),
  };
}

/** Whether two lists have the same layers in the same order, whatever their names are: slices then mean the same. */
function isAlike(left: readonly { className: string }[], right: readonly { className: string }[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ className }, i) => ofToday(className) === ofToday(right[i]!.className))
  );
}

/** Keras 1 says `Convolution2D` for what Keras 2 calls `Conv2D`. */
function ofToday(className: string): string {
  return className.replace(/Convolution2D$/, 'Conv2D');
}

/** What decides the list of layers; undefined where the text does not say it. */
function optionsOf(given: ReadonlyMap<string, Value>): LayerOptions | undefined {
  const flag = (key: string, otherwise: boolean): boolean | undefined => {
    const value = given.get(key);
    return value === undefined ? otherwise : truthOf(value);
  };
  const includeTop = flag('include_top', true);
  const includePreprocessing = flag('include_preprocessing', true);
  const minimalistic = flag('minimalistic', false);
  if (includeTop === undefined || includePreprocessing === undefined || minimalistic === undefined) return undefined;
  const poolingValue = given.get('pooling');
  const pooling = stringOf(poolingValue);
  if (poolingValue?.kind === 'unknown') return undefined;
  const weights = given.get('weights');
  const isNull = isNone(weights);
  return {
    includeTop,
    pooling: pooling === 'avg' || pooling === 'max' ? pooling : null,
    // A path that the text does not say is built as any path is.
    weights: weights === undefined ? 'imagenet' : isNull ? null : (stringOf(weights) ?? 'a file'),
    includePreprocessing,
    minimalistic,
    inputShapeGiven: given.has('input_shape'),
  };
}
