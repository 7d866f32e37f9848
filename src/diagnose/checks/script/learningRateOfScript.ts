import { formatFigure } from '../../../metrics/format.js';
import { isNone, numberOf } from '../../../script/evaluate/values.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { flagsAreKnown, flagsAtFit, flagsByVersion, hasWeights } from '../../../script/reading/flagsByVersion.js';
import { activationOf } from '../../../script/reading/outputReading.js';
import { quotePlaces } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { hasLoadedWeights } from '../../evidence/loadedWeights.js';
import type { Finding } from '../../finding.js';
import { decayInBatches } from './decayInBatches.js';

const ADAPTIVE = /^(Adam|AdamW|Nadam|RMSprop|Adamax|Lion)$/;
/** Rates from which on the rate is far off what an optimizer is used with. Adaptive ones move each weight by about the rate in a step. */
const FAR_TOO_HIGH = { adaptive: 0.1, sgd: 1 };
/**
 * The least rate at which pretrained layers are warned about, and from which on it is severe. Keras' guide of transfer
 * learning unfreezes at Adam 1e-5, its first stage is Adam 1e-3; its blog post on VGG16 uses SGD 1e-4 with momentum 0.9.
 */
export const FINE_TUNING = { adaptive: 1e-3, sgd: 1e-2 };
const SEVERE = 10;
/** How many times the rate of the base a head before it is trained with, where SGD at the least rate is meant: 0.1, then 0.01. */
const LOWERED = 10;
/** Rates up to which a new head learns next to nothing in a usual number of steps. */
const TOO_LOW = { adaptive: 1e-6, momentum: 1e-6, sgd: 1e-5 };
/** A step of fine-tuning from the rate of the head: Keras' guide takes a hundredth. */
const SMALLER = 100;

/** Finds learning rates that are far off what their optimizer is used with, or too high for pretrained layers. */
export function learningRateOfScript(reading: ScriptReading): Finding[] {
  return [...ofRates(reading), ...decayInBatches(reading)];
}

function ofRates(reading: ScriptReading): Finding[] {
  const trained = new Map(reading.stages.map((stage) => [stage, trainedOf(stage)]));
  return reading.stages.flatMap((stage, i) => {
    const { rate, name } = stage.optimizer;
    if (rate.value === undefined || name === undefined || stage.call.compiled === undefined) return [];
    const isAdaptive = ADAPTIVE.test(name);
    if (!isAdaptive && name !== 'SGD') return [];
    const kind = isAdaptive ? 'adaptive' : 'sgd';
    const severity = rate.value >= FAR_TOO_HIGH[kind] ? 'critical' : farForHidden(stage, rate.value);
    if (severity !== undefined) return [farTooHigh(reading, stage, { rate: rate.value, name, severity })];
    const earlier = reading.stages.slice(0, i);
    return [
      ...tooHighForBase(reading, stage, earlier, trained, { rate: rate.value, name, least: FINE_TUNING[kind] }),
      ...tooLow(reading, stage, earlier, { rate: rate.value, name }),
    ];
  });
}

/**
 * Rates of SGD from which on a head with a hidden layer of ReLU learns little on a frozen base: of one step, and of what steps add up
 * to by momentum. Measured, see the docs. A head of one dense layer stands more; batch normalization in the head and clipped
 * gradients are not measured.
 */
export const FAR_FOR_HIDDEN = { step: { warning: 0.2, critical: 0.5 }, addedUp: 1 };
const NORMALIZES = /Normalization$/;

function farForHidden(stage: StageReading, rate: number): 'critical' | 'warning' | undefined {
  const { name, args } = stage.optimizer;
  if (name !== 'SGD' || [...args.keys()].some((key) => key.includes('clip'))) return undefined;
  const { step } = FAR_FOR_HIDDEN;
  const isCritical = rate >= step.critical || rate * (addedUp(stage) ?? 1) >= FAR_FOR_HIDDEN.addedUp;
  if (!isCritical && rate < step.warning) return undefined;
  if (!isOnFrozenBase(stage) || !hasHiddenRelu(stage)) return undefined;
  return isCritical ? 'critical' : 'warning';
}

function isOnFrozenBase(stage: StageReading): boolean {
  const { base, isOnFeatures } = stage.model;
  return isOnFeatures || (base !== undefined && trainedOf(stage).length === 0);
}

function hasHiddenRelu({ model: { head } }: StageReading): boolean {
  const dense = head.filter(({ className }) => className === 'Dense');
  const hasHidden = dense.slice(0, -1).some((layer) => activationOf(layer)?.name === 'relu');
  return hasHidden && !head.some(({ className }) => NORMALIZES.test(className));
}

/** What a step adds up to by momentum, of SGD; undefined without one. */
function addedUp({ optimizer: { name, args } }: StageReading): number | undefined {
  const value = args.get('momentum');
  const momentum = value === undefined ? 0 : numberOf(value);
  if (name !== 'SGD' || momentum === undefined || momentum <= 0 || momentum >= 1) return undefined;
  // Rounded, since 1 - 0.95 is a little more than 0.05 in floating point.
  return Number((1 / (1 - momentum)).toPrecision(6));
}

/** The rate in place of one that is far off: for a base that trains, a hundredth of it, or of the usual rate of a head. */
export function betterRate(stage: StageReading): number {
  const { rate, name } = stage.optimizer;
  const kind = name === 'SGD' ? 'sgd' : 'adaptive';
  const usual = FINE_TUNING[kind];
  const value = rate.value ?? usual;
  if (!trainsBase(stage)) return usual;
  return smallerRate(value >= FAR_TOO_HIGH[kind] || value < usual ? usual : value);
}

/** The rate for pretrained layers that were trained with this one. */
export function smallerRate(rate: number): number {
  return Number((rate / SMALLER).toPrecision(3));
}

/** Whether a training changes layers of a pretrained base. */
export function trainsBase(stage: StageReading): boolean {
  return trainedOf(stage).length > 0 && isPretrained(stage);
}

function farTooHigh(
  reading: ScriptReading,
  stage: StageReading,
  { rate, name, severity }: Omit<Rate, 'least'> & Pick<Finding, 'severity'>,
): Finding {
  const adds = addedUp(stage);
  const added = adds === undefined ? '' : `, and momentum adds up steps to ${formatFigure(adds, 2)} times that`;
  return {
    check: 'learning-rate-too-high',
    severity,
    summary: `${name} runs at a rate of ${formatFigure(rate)}${added}: each step undoes what the steps before have learned.`,
    evidence: [],
    fix: {
      text: `Train the head with ${name === 'SGD' ? 'SGD at 0.01 and momentum 0.9' : `${name} at 0.001`}, or less.`,
    },
    places: quotePlaces(reading, [stage.optimizer.rate.places[0], stage.optimizer.place, stage.place]),
  };
}

interface Rate {
  rate: number;
  name: string;
  least: number;
}

/** Layers of the pretrained base that train in a stage. */
function trainedOf({ model }: StageReading): LayerNode[] {
  const { base, flags, isOnFeatures } = model;
  if (base === undefined || isOnFeatures) return [];
  return innerLayers(base).filter((layer) => hasWeights(layer) && flags.get(layer)?.value === true);
}

function isPretrained({ model: { base } }: StageReading): boolean {
  return base?.model?.kind === 'application' && !isNone(base.args.get('weights'));
}

/** Whether flags freeze these layers after compile: the rate is then that of the head, and the flags are the fault. */
function isFrozenTooLate(reading: ScriptReading, stage: StageReading, trained: readonly LayerNode[]): boolean {
  return flagsByVersion(reading, stage).every(({ rule }) => {
    const atFit = flagsAtFit(reading, stage, rule);
    return trained.every((layer) => atFit.get(layer)?.value === false);
  });
}

function tooHighForBase(
  reading: ScriptReading,
  stage: StageReading,
  earlier: readonly StageReading[],
  trainedIn: ReadonlyMap<StageReading, LayerNode[]>,
  { rate, name, least }: Rate,
): Finding[] {
  const trained = trainedIn.get(stage)!;
  const { base } = stage.model;
  if (base === undefined || trained.length === 0 || rate < least || !isPretrained(stage) || !flagsAreKnown(stage))
    return [];
  if (isFrozenTooLate(reading, stage, trained)) return [];
  const before = earlier.filter(({ model }) => model.base === base);
  // The head is trained, and the rate is as far below the one of the head as people lower it.
  const isLowered = before.some(
    (one) => trainedIn.get(one)!.length === 0 && (one.optimizer.rate.value ?? 0) >= LOWERED * rate,
  );
  if (name === 'SGD' && rate <= least && isLowered) return [];
  const head = before.find((one) => trainedIn.get(one)!.length === 0 && (one.optimizer.rate.value ?? Infinity) <= rate);
  const all = innerLayers(base).filter(hasWeights).length;
  const share = trained.length === all ? 'all' : `${trained.length} of ${all}`;
  const of = base.model?.application ?? 'the base';
  const given =
    stage.optimizer.rate.from === 'default' ? `${formatFigure(rate)}, ${defaultText(stage)}` : formatFigure(rate);
  const consequence =
    head === undefined
      ? 'The pretrained weights are overwritten before the head has learned to use them.'
      : 'That is the rate of the head before: the pretrained weights are overwritten.';
  return [
    {
      check: 'learning-rate-too-high',
      severity: rate >= SEVERE * least ? 'critical' : 'warning',
      summary: `${name} trains ${share} layers with weights of ${of} at ${given}. ${consequence}`,
      evidence: [],
      fix: {
        text: `${head === undefined ? 'Freeze the base and train the head first; then' : 'Compile'} with about ${formatFigure(smallerRate(rate))} for the base.`,
      },
      places: quotePlaces(reading, [
        stage.optimizer.rate.places[0],
        stage.call.compiled?.place,
        stage.model.flags.get(trained[0]!)?.place,
        stage.place,
      ]),
    },
  ];
}

/** Why a rate is Keras' default: none is given, or one that Keras ignores. */
function defaultText({ optimizer }: StageReading): string {
  return `Keras' default${optimizer.args.has('learning_rate') ? ', since TensorFlow 2.11 to 2.15 ignore lr=' : ''}`;
}

/** A head that nothing has trained before, at a rate that moves its weights by next to nothing. */
function tooLow(
  reading: ScriptReading,
  stage: StageReading,
  earlier: readonly StageReading[],
  { rate, name }: Omit<Rate, 'least'>,
): Finding[] {
  const { args } = stage.optimizer;
  const momentum = args.get('momentum');
  const hasMomentum = momentum !== undefined && numberOf(momentum) !== 0;
  const most = name !== 'SGD' ? TOO_LOW.adaptive : hasMomentum ? TOO_LOW.momentum : TOO_LOW.sgd;
  const isFirst = earlier.every(({ model }) => !model.head.some((layer) => stage.model.head.includes(layer)));
  const { node } = stage.call;
  const isLoaded = hasLoadedWeights(reading, node) || node.model?.kind === 'loaded' || stage.model.head.length === 0;
  // A schedule may begin low and rise.
  if (rate > most || rate <= 0 || !isFirst || isLoaded || stage.optimizer.schedule !== undefined) return [];
  const steps = stage.stepsPerEpoch?.value;
  const epochs = stage.epochs.value;
  const moved =
    name === 'SGD' || steps === undefined || epochs === undefined
      ? ''
      : ` In ${steps * epochs} steps no weight moves by more than about ${formatFigure(Number((rate * steps * epochs).toPrecision(2)))}.`;
  return [
    {
      check: 'learning-rate-too-low',
      severity: 'warning',
      summary: `A new head is trained with ${name} at ${formatFigure(rate)}${name === 'SGD' && !hasMomentum ? ' without momentum' : ''}: it hardly changes.${moved}`,
      evidence: [],
      fix: { text: `Train the head with ${name === 'SGD' ? 'SGD at 0.01 and momentum 0.9' : `${name} at 0.001`}.` },
      places: quotePlaces(reading, [stage.optimizer.rate.places[0], stage.optimizer.place, stage.place]),
    },
  ];
}
