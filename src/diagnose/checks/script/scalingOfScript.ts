import { firstOfEach } from '../../../base/group.js';
import { applicationOf } from '../../../script/keras/applications.js';
import type { PixelStep, StandardizeAction } from '../../../script/library/images/flow.js';
import { baseOf, type Pipeline, pipelinesOf, trainingPipelines } from '../../../script/reading/pipelines.js';
import { quotePlace, quotePlaces, scriptOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { rangeText } from '../../../script/reading/stepText.js';
import type { Place } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { assumedBytes } from '../../evidence/assumedBytes.js';
import { type ExpectedInput, expectedInputOf } from '../../evidence/expectedInput.js';
import {
  endWithoutAugmentation,
  isAboutSameRange,
  isSameRange,
  isSameValues,
  namesInWords,
  standardization,
  type Values,
  valueSteps,
  valuesAtEnd,
  valuesText,
  wholeScalings,
} from '../../evidence/pixelSteps.js';
import type { Evidence, Finding, FindingPlace } from '../../finding.js';
import { lacksStatistics } from './statisticsNotFitted.js';

/**
 * How many times wider or narrower than expected values may be before it is critical. ResNet50 with values in [0, 1]
 * instead of about [-120, 150] has a validation accuracy of 0.50 on cats and dogs, with raw bytes 0.95, and 0.98 as
 * expected. [0, 1] for [-1, 1], or for ImageNet's mean and deviation, differs by a factor of 2 to 4.8.
 */
export const FAR = 5;

/**
 * Finds values that reach a pretrained base in another range than its weights expect: nothing scales them, they are scaled
 * for another network, or twice.
 */
export function scalingOfScript(reading: ScriptReading): Finding[] {
  const base = baseOf(reading);
  const expected = expectedInputOf(base);
  if (base === undefined || expected === undefined) return [];
  const found = trainings(reading).flatMap((pipelines) => findingOf(reading, expected, base.origin, pipelines) ?? []);
  // Phases of a training usually share their images.
  return firstOfEach(found, ({ check, places = [] }) => JSON.stringify([check, places]));
}

/**
 * How the values that reach a base in training differ from those that it expects; undefined where they do not, or where that is
 * not known.
 */
export function valuesAtBase(reading: ScriptReading): 'larger' | 'smaller' | undefined {
  const expected = expectedInputOf(baseOf(reading));
  const received = pipelinesOf(reading)
    .map(valuesAtEnd)
    .find((values) => values !== undefined);
  if (expected === undefined || received === undefined || isExpected(received, expected)) return undefined;
  // A usual range is known only roughly.
  if (received.standardizedOver !== undefined && isAboutSameRange(received.range, expected.range)) return undefined;
  return widthRatio(received, expected) < 1 ? 'smaller' : 'larger';
}

function widthRatio({ range: [low, high] }: Values, { range }: ExpectedInput): number {
  return (high - low) / (range[1] - range[0]);
}

/** The pipelines of each training; those of the last one with what the model is used on. */
function trainings(reading: ScriptReading): Pipeline[][] {
  const earlier = reading.stages.slice(0, -1).map((stage) => trainingPipelines(reading, stage));
  return [pipelinesOf(reading), ...earlier];
}

function findingOf(
  reading: ScriptReading,
  expected: ExpectedInput,
  baseAt: Place,
  pipelines: readonly Pipeline[],
): Finding | undefined {
  const training = measurable(pipelines).find((one) => valuesAtEnd(one) !== undefined);
  if (training === undefined) return findingIfBytes(reading, expected, baseAt, pipelines);
  const received = valuesAtEnd(training);
  if (received === undefined || isExpected(received, expected)) return undefined;
  // What differs from training is another finding.
  const alike = pipelines.filter((one) => {
    const values = valuesAtEnd(one);
    return values !== undefined && isSameValues(values, received);
  });
  const scalings = wholeScalings(training.steps);
  const isTwice = isScaledTwice(expected, received, scalings);
  const ratio = widthRatio(received, expected);
  const isFar = ratio < 1 / FAR || ratio > FAR;
  return {
    check: isTwice ? 'double-preprocessing' : 'wrong-scaling',
    severity: isFar ? 'critical' : 'warning',
    effect: isFar ? 1 - Math.min(ratio, 1 / ratio) : 0.2,
    summary: summaryOf(expected, training, received, namesInWords(alike)),
    evidence: evidenceOf(expected, pipelines),
    fix: { text: fixOf(expected, training, scalings) },
    places: placesOf(reading, training, scalings, baseAt, expected),
  };
}

/** The same of arrays in a file that another program has made, where their scaling says that the file holds bytes. */
function findingIfBytes(
  reading: ScriptReading,
  expected: ExpectedInput,
  baseAt: Place,
  pipelines: readonly Pipeline[],
): Finding | undefined {
  const assumed = pipelines.flatMap((one) => assumedBytes(one) ?? []);
  const [first] = assumed;
  const finding = first && findingOf(reading, expected, baseAt, assumed);
  if (finding === undefined) return undefined;
  const summary = `${finding.summary} That is so if ${first!.flow.source.text} holds values in 0..255, as the script takes for granted.`;
  return { ...finding, severity: 'warning', summary };
}

/** No preprocessing of Keras standardizes each image by itself; a data set's own statistics may be near ImageNet's. */
function isExpected({ range, standardizedOver }: Values, expected: ExpectedInput): boolean {
  if (standardizedOver === undefined) return isSameRange(range, expected.range);
  return standardizedOver === 'dataset' && isAboutSameRange(range, expected.range);
}

/** A standardization gives the same with a `/ 255` before it; after `preprocess_input` it is a second scaling. */
function isScaledTwice({ mode }: ExpectedInput, { standardizedOver }: Values, scalings: readonly PixelStep[]): boolean {
  if (standardizedOver !== undefined) return scalings.some(({ kind }) => kind === 'preprocess_input');
  return mode === 'none' ? scalings.length > 0 : scalings.length > 1;
}

/** Without those that lack statistics which others have: that is the fault, and it has a check of its own. */
function measurable(pipelines: readonly Pipeline[]): readonly Pipeline[] {
  const having = pipelines.filter((one) => !lacksStatistics(one));
  return having.length === 0 ? pipelines : having;
}

function summaryOf(
  { application, words, mode }: ExpectedInput,
  { steps }: Pipeline,
  received: Values,
  names: string,
): string {
  const range = valuesText(received);
  const scalings = wholeScalings(steps);
  const standardized = standardization(steps);
  if (standardized !== undefined && received.standardizedOver !== undefined) {
    const how = standardizedText(standardized, received.standardizedOver);
    return `${application} expects ${words}, but ${names} images reach it as ${range}: ${how}.`;
  }
  if (mode === 'none' && scalings.length > 0) {
    return `${application} expects 0..255 and scales by itself. The script scales before it: ${names} images reach it as ${range}.`;
  }
  if (scalings.length > 1)
    return `Images are scaled twice: ${application} expects ${words}, and ${names} images reach it as ${range}.`;
  const [scaling] = scalings;
  if (scaling?.kind === 'preprocess_input') {
    return `\`preprocess_input\` is that of ${scaling.module}: ${application} expects ${words}, and ${names} images reach it as ${range}.`;
  }
  const nothing = scalings.length === 0 ? ` ${nothingScales(steps)}` : '';
  return `${application} expects ${words}, but ${names} images reach it as ${range}.${nothing}`;
}

function nothingScales(steps: readonly PixelStep[]): string {
  const step = steps.find(({ kind }) => kind === 'preprocess_input');
  if (step?.kind !== 'preprocess_input') return 'Nothing scales them.';
  return `Nothing scales them: \`preprocess_input\` of ${step.module} changes nothing.`;
}

function standardizedText({ scale, per }: StandardizeAction, over: StandardizeAction['over']): string {
  if (over === 'dataset') return `they are ${scale ? 'standardized by' : 'centered on'} the data set's own statistics`;
  const each = per === undefined ? 'each image' : `each ${per} of each image`;
  return scale ? `${each} is standardized to mean 0 and deviation 1` : `the mean of ${each} is subtracted`;
}

/** Each pipeline apart. */
function evidenceOf({ words }: ExpectedInput, pipelines: readonly Pipeline[]): Evidence[] {
  const rows = pipelines.flatMap((pipeline): Evidence[] => {
    const values = valuesAtEnd(pipeline);
    const measure = `values in ${pipeline.name}`;
    return values === undefined ? [] : [{ measure, expected: words, received: valuesText(values) }];
  });
  return firstOfEach(rows, ({ measure, received }) => `${measure}\n${received}`);
}

function fixOf(expected: ExpectedInput, training: Pipeline, scalings: readonly PixelStep[]): string {
  const { application, mode, words } = expected;
  const isStandardized = standardization(training.steps) !== undefined;
  if (mode === 'none') {
    return `Remove the ${isStandardized ? 'standardization' : 'scaling'}: the model scales in its first layers.`;
  }
  // Its own `preprocess_input` does nothing, since the model has those layers by default.
  if (applicationOf(`keras.applications.${application}`)?.preprocess === 'none') {
    return `Leave out \`include_preprocessing=False\` and feed 0..255, or scale to ${words} yourself.`;
  }
  const isHalfRight =
    (scalings.length > 1 || isStandardized) &&
    scalings.some((step) => step.kind === 'preprocess_input' && step.mode.value === mode);
  if (isHalfRight) return 'Keep `preprocess_input` alone: remove the other scaling.';
  return expectedScaling(expected, training, scalings, isStandardized);
}

/** What to scale with, in place of what the script does. */
function expectedScaling(
  { module }: ExpectedInput,
  { flow, steps }: Pipeline,
  scalings: readonly PixelStep[],
  isStandardized: boolean,
): string {
  // Batches that a loop takes of a generator are arrays.
  const isRescaled = scalings.some((step) => step.kind === 'scale' && step.by === 'rescale');
  const isGenerator = isRescaled || (/generator/.test(flow.kind) && flow.kind !== 'script generator');
  const other = isStandardized ? 'standardization' : 'other scaling';
  const instead = scalings.length === 0 && !isStandardized ? '' : `, and remove the ${other}`;
  if (module === undefined) {
    const how = isGenerator ? 'Give ImageDataGenerator `rescale=1/255`' : 'Divide values in 0..255 by 255';
    return `${how}${instead}.`;
  }
  if (isGenerator) {
    return `Give ImageDataGenerator \`preprocessing_function=preprocess_input\` of \`${module}\`${instead}.`;
  }
  const isSwapped =
    endWithoutAugmentation({ steps, flow }).order === 'bgr' &&
    scalings.every(({ kind }) => kind !== 'preprocess_input');
  const order = isSwapped ? ', in RGB: convert what OpenCV reads with `cv2.COLOR_BGR2RGB`' : '';
  return `Apply \`preprocess_input\` of \`${module}\` to values in 0..255${instead}${order}.`;
}

function placesOf(
  reading: ScriptReading,
  training: Pipeline,
  scalings: readonly PixelStep[],
  baseAt: Place,
  { range }: ExpectedInput,
): FindingPlace[] {
  const changing = valueSteps(training);
  const idle = training.steps.filter(({ kind }) => kind === 'preprocess_input');
  const steps = [changing, idle].find((some) => some.length > 0) ?? training.steps.slice(-1);
  const isWrongModule = scalings.length === 1 && scalings[0]!.kind === 'preprocess_input';
  return [
    ...quotePlaces(reading, [
      ...steps.map((step) => [step.place, `${rangeText(step.after)} after it`] as const),
      [baseAt, `expects ${rangeText({ range: [range] })}`],
    ]),
    ...(isWrongModule ? importsOf(reading, scalings[0]!.place) : []),
  ];
}

/** Lines of a file that import `preprocess_input` under its own name: the last one counts. */
function importsOf(reading: ScriptReading, usedAt: Place): FindingPlace[] {
  const imports = [...walk(scriptOf(reading, usedAt).body)].filter(
    (node) =>
      node.type === 'ImportFrom' &&
      node.names.some(({ name, asname }) => name === 'preprocess_input' && (asname ?? name) === 'preprocess_input'),
  );
  return imports.map(({ place }, i) =>
    quotePlace(reading, place, imports.length > 1 && i === imports.length - 1 ? 'the last import counts' : undefined),
  );
}
