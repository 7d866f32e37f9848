import { isNone, numberOf, oneOrMore, stringOf, textOf, truthOf, type Value } from '../evaluate/values.js';
import { type KerasVersion, RELEASES } from '../keras/kerasVersion.js';
import { rangesText } from '../keras/readings.js';
import { defaultOf } from '../keras/signatures.js';
import { rateArgumentOf } from '../keras/versionMeaning.js';
import type { ImageFlow } from '../library/images/flow.js';
import { type Configured, configuredOf } from '../library/models/configured.js';
import type { ModelCall, ScriptEvents } from '../library/models/events.js';
import { lastPart } from '../library/names.js';
import { asNumber, byDefault, mapRead, notRead, type Read, readValue } from '../library/read.js';
import type { Place } from '../syntax/ast.js';
import { imagesOfFlow, type ModelReading, readModelOf } from './modelReading.js';
import { trainedEpochs } from './trainedEpochs.js';

/** One training of a script: a call of `fit`, with what was compiled before it. */
export interface StageReading {
  call: ModelCall;
  place: Place;
  model: ModelReading;
  optimizer: OptimizerReading;
  loss: LossReading;
  metrics: string[];
  /** How many are trained: Keras counts them from `initial_epoch` to `epochs`. 0 where none is left. */
  epochs: Read<number>;
  /** Of `fit(initial_epoch=...)`. */
  initialEpoch: Read<number> | undefined;
  batchSize: Read<number | null>;
  stepsPerEpoch: Read<number> | undefined;
  validationSteps: Read<number> | undefined;
  callbacks: Configured[];
  /** Whether all callbacks are known. */
  hasAllCallbacks: boolean;
  /** Callbacks of classes of the script; undefined where others among them are not known. */
  ownCallbacks: { name: string; origin: Place }[] | undefined;
  classWeight: Value | undefined;
  /** Of `fit(validation_split=...)`. */
  validationSplit: Read<number> | undefined;
  training: ImageFlow | undefined;
  validation: ImageFlow | undefined;
  /** The images that reach the base in training: where a head is trained on features, those that they were computed from. */
  images: ImageFlow | undefined;
}

export interface OptimizerReading {
  /** By Keras' name: `Adam`; undefined where it is not visible. */
  name: string | undefined;
  rate: Read<number>;
  /** The schedule that stands in the place of a rate, or the callback that sets it before each epoch. */
  schedule: Configured | undefined;
  args: ReadonlyMap<string, Value>;
  place: Place | undefined;
  text: string;
}

export interface LossReading {
  /** By Keras' name of the function: `categorical_crossentropy`. */
  name: string | undefined;
  fromLogits: boolean | undefined;
  labelSmoothing: number | undefined;
  place: Place | undefined;
  text: string;
}

/**
 * One training, from the call that starts it.
 *
 * @param begins `initial_epoch` of the first round, where a loop goes on with the training in each round. Default: that of the call
 */
export function readStage(
  call: ModelCall,
  events: ScriptEvents,
  releases: readonly KerasVersion[] = RELEASES,
  begins: Value | undefined = call.args.get('initial_epoch'),
): StageReading {
  const { args, place } = call;
  const model = readModelOf(call, events);
  const callbacks = callbacksOf(args.get('callbacks'));
  const optional = (name: string): Read<number> | undefined => {
    const value = args.get(name);
    return value === undefined || isNone(value)
      ? undefined
      : readValue(value, asNumber, call.argPlaces.get(name) ?? place);
  };
  const through = (flow: ImageFlow | undefined): ImageFlow | undefined =>
    flow && call.through(flow, model.isOnFeatures ? [] : model.before);
  const training = through(call.flow);
  const images = imagesOfFlow(call.flow);
  return {
    call,
    place,
    model,
    optimizer: optimizerOf(call, releases),
    loss: lossOf(call),
    metrics: namesIn(call.compiled?.args.get('metrics')),
    epochs: trainedEpochs(begins, args.get('epochs'), call),
    initialEpoch: optional('initial_epoch'),
    batchSize: ownBatches(training) ?? optional('batch_size') ?? batchSizeOf(training, place),
    stepsPerEpoch: optional('steps_per_epoch') ?? optional('samples_per_epoch'),
    validationSteps: optional('validation_steps') ?? optional('nb_val_samples'),
    callbacks: callbacks.known,
    hasAllCallbacks: callbacks.isComplete,
    ownCallbacks: callbacks.own,
    classWeight: args.get('class_weight'),
    validationSplit: optional('validation_split'),
    training,
    validation: through(call.validationFlow),
    images: images === call.flow ? training : images && call.through(images, model.before),
  };
}

/** Generators and datasets make batches themselves: Keras takes no `batch_size` of `fit` beside one, or leaves it aside. */
function ownBatches(training: ImageFlow | undefined): Read<number> | undefined {
  if (training === undefined || training.kind === 'arrays' || training.kind === 'unknown') return undefined;
  const { batchSize } = training;
  return batchSize.from === 'unknown' || batchSize.value === null ? undefined : mapRead(batchSize, Number);
}

/** Of arrays, `fit` makes batches of 32. */
function batchSizeOf(training: ImageFlow | undefined, place: Place): Read<number | null> {
  if (training === undefined || training.kind === 'arrays') return byDefault(32, place);
  if (training.kind !== 'unknown') return training.batchSize;
  // A generator makes its own batches, arrays get those of `fit`: which of them it is decides.
  const [unread] = training.notes;
  return notRead(
    unread?.why ?? 'thaw does not know what it holds',
    unread?.text ?? 'batch size',
    unread?.place ?? place,
  );
}

function optimizerOf({ compiled, place, scheduled }: ModelCall, releases: readonly KerasVersion[]): OptimizerReading {
  const value = compiled?.args.get('optimizer');
  if (compiled === undefined || value === undefined) {
    const rate = notRead<number>('nothing in this file compiles the model', 'compile', place);
    return { name: undefined, rate, schedule: undefined, args: new Map(), place: undefined, text: '' };
  }
  const at = compiled.argPlaces.get('optimizer') ?? value.origin;
  const made = configuredOf(value);
  const name = made?.className ?? optimizerName(value);
  const own = configuredOf(made?.args.get('learning_rate'));
  const compiledRate = own === undefined ? rateOf(value, made, name, at, releases) : rateOfSchedule(own);
  // A scheduler overrides what the optimizer is made with, from the first epoch on.
  const rate =
    scheduled === undefined || scheduled.rate === scheduled.before
      ? compiledRate
      : readValue(scheduled.rate, asNumber, scheduled.by.origin);
  const schedule = scheduled?.by ?? own;
  return { name, rate, schedule, args: made?.args ?? new Map(), place: made?.origin ?? at, text: textOf(value) };
}

function rateOf(
  value: Value,
  made: Configured | undefined,
  name: string | undefined,
  at: Place,
  releases: readonly KerasVersion[],
): Read<number> {
  const given = made?.args.get('learning_rate');
  const lr = made?.argPlaces.get('lr');
  if (lr !== undefined && name !== undefined && ignoresLr(made!, releases)) return defaultRate(name, lr, releases);
  if (given !== undefined) return readValue(given, asNumber, made?.argPlaces.get('learning_rate') ?? lr ?? at);
  if (name === undefined) return notRead('the optimizer is not visible', textOf(value), at);
  return defaultRate(name, made?.origin ?? at, releases);
}

/** Whether `Adam(lr=1e-5)` trains at Adam's default: TensorFlow 2.11 to 2.15 ignore `lr` with a warning, except in `legacy`. */
function ignoresLr({ qualified }: Configured, releases: readonly KerasVersion[]): boolean {
  if (qualified.includes('.legacy.')) return false;
  const { readings } = rateArgumentOf('lr', releases);
  return readings.length === 1 && readings[0]!.value === 'ignored';
}

/** Keras' default in the versions that the script is for: Adadelta has 1.0 in Keras 2, and 0.001 in TensorFlow. */
function defaultRate(name: string, at: Place, releases: readonly KerasVersion[]): Read<number> {
  const callable = `optimizers.${name}`;
  const rates = ['learning_rate', 'lr'].flatMap((argument) =>
    defaultOf(callable, argument, releases).readings.flatMap(({ value, releases: having }) =>
      typeof value === 'number' ? [{ value, having }] : [],
    ),
  );
  const values = [...new Set(rates.map(({ value }) => value))];
  if (values.length === 1) return byDefault(values[0]!, at);
  if (values.length === 0) return notRead('thaw does not know the default of this optimizer', name, at);
  const texts = values.map((value) => {
    const having = rates.filter((rate) => rate.value === value).flatMap((rate) => rate.having);
    return `${value} in ${rangesText(having)}`;
  });
  return notRead(`the default depends on the version: ${texts.join('; ')}`, name, at);
}

function rateOfSchedule({ args, origin }: Configured): Read<number> {
  const first = args.get('initial_learning_rate');
  return first === undefined
    ? notRead('it follows a schedule', 'a schedule', origin)
    : readValue(first, asNumber, origin);
}

const OPTIMIZERS = ['SGD', 'Adam', 'AdamW', 'Adamax', 'Nadam', 'RMSprop', 'Adagrad', 'Adadelta', 'Ftrl', 'Lion'];

function optimizerName(value: Value): string | undefined {
  const text = stringOf(value) ?? (value.kind === 'name' ? lastPart(value.name) : undefined);
  return OPTIMIZERS.find((name) => name.toLowerCase() === text?.toLowerCase());
}

function lossOf({ compiled }: ModelCall): LossReading {
  const value = compiled?.args.get('loss');
  if (compiled === undefined || value === undefined) {
    return { name: undefined, fromLogits: undefined, labelSmoothing: undefined, place: undefined, text: '' };
  }
  const made = configuredOf(value);
  const written = stringOf(value) ?? made?.className ?? (value.kind === 'name' ? lastPart(value.name) : undefined);
  const fromLogits = made?.args.get('from_logits');
  const smoothing = made?.args.get('label_smoothing');
  return {
    name: written === undefined ? undefined : snakeCase(written),
    fromLogits: fromLogits === undefined ? false : truthOf(fromLogits),
    labelSmoothing: smoothing === undefined ? 0 : numberOf(smoothing),
    place: compiled.argPlaces.get('loss') ?? value.origin,
    text: textOf(value),
  };
}

/** `CategoricalCrossentropy` as the function of the same loss is named. */
export function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}

function namesIn(value: Value | undefined): string[] {
  return oneOrMore(value).map((item) => {
    const made = configuredOf(item);
    return (
      stringOf(item) ??
      stringOf(made?.args.get('name')) ??
      (made === undefined ? textOf(item) : snakeCase(made.className))
    );
  });
}

function callbacksOf(value: Value | undefined): {
  known: Configured[];
  isComplete: boolean;
  own: StageReading['ownCallbacks'];
} {
  if (value === undefined || isNone(value)) return { known: [], isComplete: true, own: [] };
  const items = oneOrMore(value);
  const known = items.flatMap((item) => configuredOf(item) ?? []);
  const own = items.flatMap((item) => (item.kind === 'instance' ? [{ name: item.of.name, origin: item.origin }] : []));
  const isList = value.kind !== 'sequence' || value.isComplete;
  return {
    known,
    isComplete: known.length === items.length && isList,
    own: known.length + own.length === items.length && isList ? own : undefined,
  };
}
