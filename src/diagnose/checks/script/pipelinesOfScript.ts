import { firstOfEach, group } from '../../../base/group.js';
import type { PixelState, PixelStep, ResizeAction } from '../../../script/library/images/flow.js';
import { defaultOfResize, interpolationName } from '../../../script/library/images/interpolations.js';
import { baseOf, type Pipeline, pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { rangeText, stepText } from '../../../script/reading/stepText.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { lineText } from '../../../script/syntax/quote.js';
import { expectedInputOf } from '../../evidence/expectedInput.js';
import {
  endWithoutAugmentation,
  isSameRange,
  isSameValues,
  namesInWords,
  valueSteps,
  valuesAtEnd,
  valuesOf,
} from '../../evidence/pixelSteps.js';
import type { Evidence, Finding, FindingPlace } from '../../finding.js';

/** What of two pipelines differs. */
interface Difference {
  kind: 'values' | 'standardization' | 'channel order' | 'size' | 'interpolation' | 'aspect';
  reference: string;
  other: string;
  /** Set where both sides have the default of a function of Keras: `load_img` and `image_dataset_from_directory` differ in it. */
  isOfDefaults?: boolean;
}

/**
 * Finds pipelines that prepare images differently: validation, evaluation or prediction compared with training, without
 * its augmentation. What is not visible in one of them is not compared.
 */
export function pipelinesOfScript(reading: ScriptReading): Finding[] {
  const [reference, ...others] = pipelinesOf(reading);
  if (reference === undefined) return [];
  const found = others.map((pipeline) => ({ pipeline, differences: differencesOf(reference, pipeline) }));
  const differing = found.filter(({ differences }) => differences.length > 0);
  const groups = group(differing, ({ differences }) => JSON.stringify(differences));
  return [...groups.values()].map((alike) => {
    const pipelines = alike.map(({ pipeline }) => pipeline);
    return findingOf(reading, reference, pipelines, alike[0]!.differences);
  });
}

function differencesOf(reference: Pipeline, other: Pipeline): Difference[] {
  const [a, b] = [endWithoutAugmentation(reference), endWithoutAugmentation(other)];
  const [standardA, standardB] = [standardizations(reference), standardizations(other)];
  const isUnderstood = [reference, other].every(({ steps }) => steps.every(({ kind }) => kind !== 'unknown'));
  const found: Difference[] = [];
  if (differInValues(a, b)) found.push({ kind: 'values', reference: rangeText(a), other: rangeText(b) });
  if (isUnderstood && reference.steps.length > 0 && other.steps.length > 0 && standardA !== standardB) {
    found.push({ kind: 'standardization', reference: standardA, other: standardB });
  }
  if (isColor(a) && isColor(b) && a.order !== b.order) {
    found.push({ kind: 'channel order', reference: a.order!.toUpperCase(), other: b.order!.toUpperCase() });
  }
  const [sizeA, sizeB] = [sizeOf(a), sizeOf(b)];
  if (sizeA !== undefined && sizeB !== undefined && sizeA !== sizeB) {
    found.push({ kind: 'size', reference: sizeA, other: sizeB });
  }
  return [...found, ...differencesOfResize(reference, other)];
}

function differInValues(a: PixelState, b: PixelState): boolean {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return left !== undefined && right !== undefined && !isSameValues(left, right);
}

/** Standardizations that take effect. */
function standardizations({ steps }: Pipeline): string {
  const names = steps.flatMap((step) => {
    if (step.kind !== 'standardize') return [];
    return step.over === 'dataset' && step.fittedAt.value === false ? [] : [step.by];
  });
  return names.length === 0 ? 'none' : names.join(', ');
}

function isColor({ order }: PixelState): boolean {
  return order === 'rgb' || order === 'bgr';
}

function sizeOf({ height, width }: PixelState): string | undefined {
  return height === undefined || width === undefined ? undefined : `${height}x${width}`;
}

/** Of pipelines with one resize each and no crop. */
function differencesOfResize(reference: Pipeline, other: Pipeline): Difference[] {
  const [a, b] = [onlyResize(reference), onlyResize(other)];
  if (a === undefined || b === undefined) return [];
  const names = [a, b].map(({ interpolation }) =>
    interpolation.value === undefined ? undefined : interpolationName(interpolation.value),
  );
  const found: Difference[] = [];
  if (names[0] !== undefined && names[1] !== undefined && names[0] !== names[1]) {
    const isOfDefaults = hasDefaultOfKeras(a) && hasDefaultOfKeras(b);
    found.push({
      kind: 'interpolation',
      reference: names[0],
      other: names[1],
      ...(isOfDefaults && { isOfDefaults }),
    });
  }
  if (a.aspect !== 'unknown' && b.aspect !== 'unknown' && a.aspect !== b.aspect) {
    found.push({ kind: 'aspect', reference: a.aspect, other: b.aspect });
  }
  return found;
}

/** Functions of Keras that resize, other than its layers. */
const LOADERS = /load_img$|^image_dataset_from_directory$/;

function hasDefaultOfKeras({ by, interpolation }: ResizeAction): boolean {
  return interpolation.from === 'default' && LOADERS.test(by);
}

function onlyResize({ steps }: Pipeline): (PixelStep & { kind: 'resize' }) | undefined {
  const sized = steps.filter(({ kind }) => kind === 'resize' || kind === 'crop' || kind === 'unknown');
  const [first] = sized;
  return sized.length === 1 && first?.kind === 'resize' ? first : undefined;
}

function findingOf(
  reading: ScriptReading,
  reference: Pipeline,
  pipelines: readonly Pipeline[],
  differences: readonly Difference[],
): Finding {
  const isOfResizeAlone = differences.every(({ kind }) => kind === 'interpolation' || kind === 'aspect');
  const isOfDefaultsAlone = differences.every(({ isOfDefaults }) => isOfDefaults === true);
  const names = namesInWords(pipelines);
  const of =
    reference.name === names ? `${reference.name} (${lineText(reading.file, reference.place)})` : reference.name;
  const others = reference.name === names ? `${names} (${lineText(reading.file, pipelines[0]!.place)})` : names;
  return {
    check: 'train-validation-mismatch',
    severity: !isOfResizeAlone ? 'critical' : isOfDefaultsAlone ? 'info' : 'warning',
    summary: `${summaryOf(of, others, differences)}${expectation(reading, differences)}`,
    evidence: differences.map(
      ({ kind, reference: expected, other }): Evidence => ({
        measure: WORDS[kind],
        expected: `${expected}, as in ${of}`,
        received: `${other}, in ${others}`,
      }),
    ),
    fix: {
      text: isOfResizeAlone
        ? `Resize in the same way everywhere: the same function, with the same interpolation.`
        : `Prepare images in ${others} as in ${of}, without augmentation: put the steps into one function, or into the model.`,
    },
    places: placesOf(reading, reference, pipelines[0]!, differences),
  };
}

/** Which of two ranges is the one to have. */
function expectation(reading: ScriptReading, differences: readonly Difference[]): string {
  const expected = expectedInputOf(baseOf(reading));
  const isOfValues = differences.some(({ kind }) => kind === 'values');
  return expected === undefined || !isOfValues ? '' : ` ${expected.application} expects ${expected.words}.`;
}

/** The measure of evidence that says that values differ. */
export const DIFFERENCE_OF_VALUES = 'values at the network';

const WORDS: Record<Difference['kind'], string> = {
  values: DIFFERENCE_OF_VALUES,
  standardization: 'standardization',
  'channel order': 'order of the channels',
  size: 'height x width',
  interpolation: 'interpolation',
  aspect: 'aspect ratio',
};

function summaryOf(of: string, others: string, [first, ...more]: readonly Difference[]): string {
  if (first === undefined) return '';
  const isSmall = more.length === 0 && first.kind === 'interpolation';
  const also = isSmall
    ? ' Nothing else is found to differ.'
    : more.length === 0
      ? ''
      : ` Also different: ${more.map(({ kind }) => WORDS[kind]).join(', ')}.`;
  const sentence: Record<Difference['kind'], string> = {
    values: `Images reach the network as ${first.reference} in ${of}, but as ${first.other} in ${others}.`,
    standardization: `Standardization is ${first.reference} in ${of}, but ${first.other} in ${others}.`,
    'channel order': `Channels are ${first.reference} in ${of}, but ${first.other} in ${others}: red and blue are swapped.`,
    size: `Images are ${first.reference} in ${of}, but ${first.other} in ${others}.`,
    interpolation: `Images are resized with ${first.reference} in ${of}, but with ${first.other} in ${others}.`,
    aspect: `Images are ${first.reference} in ${of}, but ${first.other} in ${others}.`,
  };
  return `${sentence[first.kind]}${also}`;
}

/** The steps that one of the two has and the other has not. */
function placesOf(
  reading: ScriptReading,
  reference: Pipeline,
  other: Pipeline,
  differences: readonly Difference[],
): FindingPlace[] {
  const kinds = new Set(differences.map(({ kind }) => kind));
  const quoted = [reference, other].map((pipeline, i) => {
    const rest = i === 0 ? other : reference;
    const steps = relevantSteps(pipeline, kinds).filter(
      (step) => !rest.steps.some((one) => keyOf(one.place) === keyOf(step.place) && one.kind === step.kind),
    );
    const where = i === 0 && reference.name === other.name ? 'first' : pipeline.name;
    // Where one side does nothing, its last step says what it leaves.
    if (steps.length === 0) {
      return pipeline.steps
        .slice(-1)
        .map((step) => quotePlace(reading, step.place, `${where}: ${rangeText(step.after)}`));
    }
    return steps.map((step) => quotePlace(reading, step.place, `${where}: ${stepNote(step)}`));
  });
  // Where training prepares images as the base expects them, the fault is in the other pipeline.
  const isOfOther = kinds.has('values') && isAsExpected(reading, reference) && !isAsExpected(reading, other);
  const ordered = isOfOther ? quoted.reverse() : quoted;
  return firstOfEach(ordered.flat(), ({ where, text, note }) => [where, text, note].join('\n'));
}

function isAsExpected(reading: ScriptReading, pipeline: Pipeline): boolean {
  const expected = expectedInputOf(baseOf(reading));
  const values = valuesAtEnd(pipeline);
  if (expected === undefined || values === undefined || values.standardizedOver !== undefined) return false;
  return isSameRange(values.range, expected.range);
}

function relevantSteps(pipeline: Pipeline, kinds: ReadonlySet<Difference['kind']>): PixelStep[] {
  // Channels that are swapped are no difference where both end in one order.
  const values = valueSteps(pipeline).filter(({ kind }) => kind !== 'swap channels' || kinds.has('channel order'));
  const isOfSize = kinds.has('size') || kinds.has('interpolation') || kinds.has('aspect');
  const isOfOrder = kinds.has('channel order');
  const ofValues = isOfSize && kinds.size === 1 ? [] : values;
  const others = pipeline.steps.filter(
    (step) => (isOfOrder && step.kind === 'decode') || (isOfSize && (step.kind === 'resize' || step.kind === 'crop')),
  );
  return [...ofValues, ...others];
}

function stepNote(step: PixelStep): string {
  if (step.kind === 'resize') {
    const { value } = step.interpolation;
    const whose = LOADERS.test(step.by) ? undefined : defaultOfResize(step);
    const name = value && `${interpolationName(value)}${whose === undefined ? '' : ` (${whose})`}`;
    return [sizeOf(step.after), name].filter((word) => word !== undefined).join(', ');
  }
  if (step.kind === 'decode' || step.kind === 'swap channels') return step.after.order?.toUpperCase() ?? '';
  return step.after.range === undefined ? stepText(step) : `${rangeText(step.after)} after it`;
}
