import { shortened } from '../../base/text/wrapText.js';
import { isNone, numberOf, stringOf, textOf, type Value } from '../evaluate/values.js';
import { areBalanced } from '../library/images/classWeights.js';
import type { ImageFlow } from '../library/images/flow.js';
import { defaultOfResize, interpolationName } from '../library/images/interpolations.js';
import { type Configured, flagOf } from '../library/models/configured.js';
import { innerLayers, isOpaque, type LayerNode, type TrainableFlag } from '../library/models/layerNode.js';
import { byDefault, mapRead, notRead, type Read, read, readValue } from '../library/read.js';
import type { Place } from '../syntax/ast.js';
import { type CountedSteps, countedSteps } from './countedSteps.js';
import { hasWeights } from './flagsByVersion.js';
import { inputShapeOf } from './inputShape.js';
import { isRandom, type ModelReading } from './modelReading.js';
import type { StageReading } from './stageReading.js';

/** One setting of a training as a script gives it. */
export interface FieldReading {
  /** Field of a recipe: `learningRate`. */
  field: string;
  /** In words, as a table shows it: `learning rate`. */
  label: string;
  /** Its value as text, or why it is not visible. */
  read: Read<string>;
  /** Whose default it is where the script does not give it. Default: `Keras' default` */
  defaultOf?: string;
}

/** The settings of one training, in the order of a table. */
export function fieldsOf(stage: StageReading): FieldReading[] {
  const { model } = stage;
  return [
    { field: 'backbone', label: 'backbone', read: backboneOf(stage) },
    { field: 'unfrozen', label: 'layers that train', read: unfrozenOf(stage) },
    { field: 'head', label: model.base === undefined ? 'layers' : 'head', read: headOf(model, stage.place) },
    { field: 'size', label: 'size of the input', read: sizeOf(stage) },
    { field: 'interpolation', label: 'interpolation', ...interpolationOf(stage.images, stage.place) },
    { field: 'augmentation', label: 'augmentation', read: augmentationText(stage) },
    { field: 'loss', label: 'loss', read: lossText(stage) },
    { field: 'optimizer', label: 'optimizer', read: optimizerText(stage) },
    { field: 'learningRate', label: 'learning rate', read: mapRead(stage.optimizer.rate, formatNumber) },
    { field: 'schedule', label: 'schedule', read: scheduleText(stage) },
    {
      field: 'batchSize',
      label: 'batch size',
      read: mapRead(stage.batchSize, (size) => (size === null ? 'none' : String(size))),
    },
    { field: 'epochs', label: 'epochs', read: epochsText(stage) },
    { field: 'steps', label: 'steps of an epoch', read: stepsText(stage) },
    { field: 'classWeight', label: 'class weights', read: classWeightText(stage) },
    { field: 'callbacks', label: 'callbacks', read: callbacksText(stage) },
  ];
}

/** `1e-4` and `0.001`, as people write rates. */
export function formatNumber(value: number): string {
  return Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential() : String(value);
}

function backboneOf({ model, training, place }: StageReading): Read<string> {
  const { base, mixed } = model;
  if (mixed !== undefined) return notRead(mixed, 'features', place);
  if (base === undefined) return withoutBase(model, training, place);
  const name = nameOfPretrained(base);
  if (name === undefined) return notRead(base.model?.note ?? 'it is in a file', base.className, base.origin);
  const weights = base.args.get('weights');
  if (base.args.has('handle')) return read(name, base.origin);
  if (weights === undefined) return read(`${name}, weights 'imagenet'`, base.origin);
  return readValue(
    weights,
    (value) => (value.kind === 'unknown' ? undefined : `${name}, weights ${textOf(value)}`),
    base.origin,
  );
}

/** `ResNet50`, or `MobileNetV2 of TensorFlow Hub`; undefined where it is not known. */
export function nameOfPretrained({ model }: LayerNode): string | undefined {
  const { application, external } = model ?? {};
  return application ?? (external && `${external.name} of ${external.from}`);
}

/** No pretrained model: none, where all layers and all steps of the images are known, and nothing gives them weights. */
function withoutBase({ head, loaded }: ModelReading, training: ImageFlow | undefined, place: Place): Read<string> {
  if (loaded !== undefined) return notRead('its layers get weights from elsewhere', loaded.text, loaded.place);
  const other = unknownLayer(head);
  if (other !== undefined) return notRead('thaw does not know this layer', other.text, other.place);
  const isRead = head.length > 0 && (training?.steps.every(({ kind }) => kind !== 'unknown') ?? false);
  return isRead
    ? read('none: all layers start from scratch', place)
    : notRead('no pretrained model is found in this file', 'none', place);
}

/** The first layer that thaw does not know, and where the script gets it; undefined where it knows them all. */
function unknownLayer(head: ModelReading['head']): { text: string; place: Place } | undefined {
  const layer = head.find(({ className }) => className === 'Unknown' || className === 'KerasLayer');
  if (layer === undefined) return undefined;
  const value = layer.args.get('value');
  return value === undefined
    ? { text: layer.className, place: layer.origin }
    : { text: textOf(value), place: value.origin };
}

/** Layers of the base that train, in words. */
function unfrozenOf({ model, place, call }: StageReading): Read<string> {
  const { base, isOnFeatures } = model;
  if (isOnFeatures) return read('the head alone, on features that were computed before', place);
  const [unknown] = call.changedBy;
  if (unknown !== undefined) {
    return notRead(`what ${unknown.text} does to the model is not known`, 'trainable', unknown.place);
  }
  return base === undefined ? withoutBaseTraining(model, place) : trainingLayers(base, model);
}

/** Layers that train of a network that is no pretrained one. */
function withoutBaseTraining({ head, flags }: ModelReading, place: Place): Read<string> {
  const unknown = unknownLayer(head);
  if (unknown !== undefined) return notRead('thaw does not know this layer', unknown.text, unknown.place);
  const layers = head.flatMap(innerLayers).filter(hasWeights);
  const of = layers.map((layer) => flags.get(layer) ?? layer.trainable);
  const places = of.flatMap(({ place: at }) => at ?? []);
  const at = places.length === 0 ? [place] : [places[0]!, places.at(-1)!];
  if (of.some(({ value }) => value === undefined)) {
    return notRead('it depends on what the text does not say', 'trainable', ...at);
  }
  if (of.every(({ value }) => value === true)) return read('all', ...at);
  const from = fromText(layers, of);
  return read(`${upperText(layers, of)} layers with weights${from}`, ...at);
}

function trainingLayers(base: LayerNode, { flags }: ModelReading): Read<string> {
  const layers = isOpaque(base) ? [base] : innerLayers(base);
  const of = layers.map((layer) => flags.get(layer) ?? layer.trainable);
  const places = of.flatMap(({ place: at }) => at ?? []);
  const at = places.length === 0 ? [base.origin] : [places[0]!, places.at(-1)!];
  const trains = of.filter(({ value }) => value === true).length;
  if (of.some(({ value }) => value === undefined)) {
    return notRead('it depends on what the text does not say', 'trainable', ...at);
  }
  if (trains === 0) return read('the head alone', ...at);
  // What was frozen when the file was written is in the file.
  if (base.model?.kind === 'loaded' && isOpaque(base) && places.length === 0) {
    return notRead(base.model.note ?? 'it is in a file', 'trainable', base.origin);
  }
  if (trains === of.length) {
    return places.length === 0 ? byDefault('all, the base too', base.origin) : read('all, the base too', ...at);
  }
  if (base.model?.isSure === false) {
    return notRead('thaw does not know all layers of this model', 'trainable', ...at);
  }
  return read(`${upperText(layers, of)} layers of the base${fromText(layers, of)}, and the head`, ...at);
}

/** Whether the layers from the first that trains on all train. */
function isUpper(of: readonly TrainableFlag[]): boolean {
  return of.slice(of.findIndex(({ value }) => value === true)).every(({ value }) => value === true);
}

function upperText(layers: readonly LayerNode[], of: readonly TrainableFlag[]): string {
  const trains = of.filter(({ value }) => value === true).length;
  return `${isUpper(of) ? 'the upper ' : ''}${trains} of ${layers.length}`;
}

function fromText(layers: readonly LayerNode[], of: readonly TrainableFlag[]): string {
  const name = layers[of.findIndex(({ value }) => value === true)]?.name;
  return isUpper(of) && name !== undefined ? `, from ${name} on` : '';
}

/** Layers of a head that change no shape and no value by themselves are left out. */
const PASSED = new Set(['Input', 'InputLayer']);

function headOf({ base, head }: ModelReading, place: Place): Read<string> {
  const shown = head.filter(({ className }) => !PASSED.has(className));
  if (shown.length === 0) return notRead('no layer after the base is found', 'none', place);
  const pooling = stringOf(base?.args.get('pooling'));
  const pooled = pooling === undefined ? [] : [`pooling ${pooling}`];
  const texts = [...pooled, ...shown.map((layer) => layerText(layer))];
  return read(texts.join(', '), shown[0]!.origin, shown.at(-1)!.origin);
}

/** `Dense 1024 relu`, `Dropout 0.5`. */
function layerText({ className, args }: LayerNode): string {
  const shown = ['units', 'rate', 'activation'].flatMap((name) => args.get(name) ?? []);
  return [className, ...shown.map(plain)].join(' ');
}

function plain(value: Value): string {
  return shortened(textOf(value).replace(/^'|'$/g, ''), 24);
}

function sizeOf(stage: StageReading): Read<string> {
  const { images: training, place } = stage;
  if (training === undefined)
    return builtSize(stage) ?? notRead('thaw does not see how images are loaded', 'size', place);
  const { height, width } = training;
  if (height.from === 'unknown') return builtSize(stage) ?? height;
  return mapRead(width, (wide) => `${height.value}x${wide} (height x width)`);
}

/** The size that the base is built for, where the images that it gets are not visible: they have it, or Keras stops. */
function builtSize({ model: { base } }: StageReading): Read<string> | undefined {
  const { height, width, place } = (base && inputShapeOf(base)) ?? {};
  if (height === undefined || width === undefined || place === undefined) return undefined;
  return read(`${height}x${width} (height x width)`, place);
}

function interpolationOf(training: ImageFlow | undefined, place: Place): Pick<FieldReading, 'read' | 'defaultOf'> {
  const resize = training?.steps.filter((step) => step.kind === 'resize').at(-1);
  if (resize === undefined) return { read: notRead('no resize is found', 'interpolation', place) };
  const defaultOf = defaultOfResize(resize);
  return { read: mapRead(resize.interpolation, interpolationName), ...(defaultOf !== undefined && { defaultOf }) };
}

function augmentationText({ images: training, model, place }: StageReading): Read<string> {
  const steps = training?.steps.filter((step) => step.kind === 'augment') ?? [];
  const layers = model.before.filter(isRandom);
  const names = [...steps.map(({ name }) => name), ...layers.map(({ className }) => className)];
  if (names.length > 0)
    return read(
      [...new Set(names)].join(', '),
      ...steps.map((step) => step.place),
      ...layers.map(({ origin }) => origin),
    );
  const unread = training?.steps.find((step) => step.kind === 'unknown');
  if (unread !== undefined) return notRead('a step of the images is not understood', 'augmentation', unread.place);
  return training === undefined
    ? notRead('thaw does not see how images are loaded', 'augmentation', place)
    : byDefault('none', training.origin);
}

function lossText({ loss, place }: StageReading): Read<string> {
  if (loss.name === undefined)
    return notRead(
      loss.text === '' ? 'nothing in this file compiles the model' : 'thaw does not know this loss',
      loss.text,
      loss.place ?? place,
    );
  const parts = [
    loss.name,
    ...(loss.fromLogits ? ['from logits'] : []),
    ...(loss.labelSmoothing ? [`label smoothing ${loss.labelSmoothing}`] : []),
  ];
  return read(parts.join(', '), loss.place ?? place);
}

function optimizerText({ optimizer, place }: StageReading): Read<string> {
  if (optimizer.name === undefined)
    return notRead(
      optimizer.text === '' ? 'nothing in this file compiles the model' : 'thaw does not know it',
      optimizer.text,
      optimizer.place ?? place,
    );
  const shown = [...optimizer.args].filter(([name]) => !['learning_rate', 'name'].includes(name));
  return read(
    [optimizer.name, ...shown.map(([name, value]) => `${name} ${textOf(value)}`)].join(', '),
    optimizer.place ?? place,
  );
}

const EPOCH: Record<CountedSteps, string> = {
  all: 'all images once',
  'whole batches': 'all images once but for what is no whole batch',
};

function stepsText(stage: StageReading): Read<string> {
  const { stepsPerEpoch, place } = stage;
  if (stepsPerEpoch === undefined) return byDefault(EPOCH.all, place);
  const counted = countedSteps(stage);
  return counted === undefined ? mapRead(stepsPerEpoch, String) : read(EPOCH[counted], ...stepsPerEpoch.places);
}

/** Where it does not begin at the first one, with that: it is not the number in the line. */
function epochsText({ epochs, initialEpoch }: StageReading): Read<string> {
  const begin = initialEpoch?.value;
  return mapRead(epochs, (count) => (begin ? `${count}, from initial_epoch ${begin} on` : String(count)));
}

function scheduleText({ optimizer, callbacks, place }: StageReading): Read<string> {
  if (optimizer.schedule !== undefined) return read(optimizer.schedule.className, optimizer.schedule.origin);
  const changing = callbacks.filter(({ className }) =>
    ['ReduceLROnPlateau', 'LearningRateScheduler'].includes(className),
  );
  if (changing.length > 0)
    return read(changing.map(({ className }) => className).join(', '), ...changing.map(({ origin }) => origin));
  return byDefault('none', place);
}

function classWeightText({ classWeight, place }: StageReading): Read<string> {
  if (classWeight === undefined || isNone(classWeight)) return byDefault('none', place);
  if (areBalanced(classWeight)) return read('balanced', classWeight.origin, place);
  return readValue(classWeight, (value) => (value.kind === 'dict' && value.isComplete ? textOf(value) : undefined));
}

function callbacksText({ callbacks, hasAllCallbacks, ownCallbacks, place }: StageReading): Read<string> {
  if (!hasAllCallbacks && ownCallbacks === undefined) {
    return notRead('thaw does not know all of them', 'callbacks', place);
  }
  const own = ownCallbacks ?? [];
  if (callbacks.length + own.length === 0) return byDefault('none', place);
  const texts = [...callbacks.map(callbackText), ...own.map(({ name }) => `${name} of the script`)];
  return read(texts.join('; '), ...[...callbacks, ...own].map(({ origin }) => origin));
}

function callbackText({ className, args }: Configured): string {
  const monitor = args.get('monitor');
  const patience = numberOf(args.get('patience'));
  const restores = className === 'EarlyStopping' && flagOf(args.get('restore_best_weights'), false) === true;
  const words = [
    ...(monitor === undefined ? [] : [plain(monitor)]),
    ...(patience === undefined ? [] : [`patience ${patience}`]),
    ...(restores ? ['restores the best weights'] : []),
  ];
  return words.length === 0 ? className : `${className} (${words.join(', ')})`;
}
