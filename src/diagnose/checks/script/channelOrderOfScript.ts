import type { ChannelOrder, PixelRange } from '../../../script/library/images/flow.js';
import { baseOf, type Pipeline, pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { rangeText } from '../../../script/reading/stepText.js';
import { type ExpectedInput, expectedInputOf } from '../../evidence/expectedInput.js';
import { endWithoutAugmentation, isAboutSameRange, namesInWords, valuesAtEnd } from '../../evidence/pixelSteps.js';
import type { Finding, FindingPlace } from '../../finding.js';

/**
 * Finds images in another order of channels than the weights expect: OpenCV reads BGR, other libraries RGB. Also finds means
 * of the channels that are subtracted in the other order than the channels have. Where training and prediction have different
 * orders, that is another finding.
 */
export function channelOrderOfScript(reading: ScriptReading): Finding[] {
  const base = baseOf(reading);
  const expected = expectedInputOf(base);
  const pipelines = pipelinesOf(reading);
  const [first] = pipelines;
  if (base === undefined || expected === undefined || first === undefined) return [];
  const { order } = endWithoutAugmentation(first);
  if ((order !== 'rgb' && order !== 'bgr') || !isPrepared(first, expected)) return [];
  const isReversed = hasReversedMeans(first, expected);
  if (order === expected.order) return isReversed ? [ofMeans(reading, expected, pipelines)] : [];
  // Where another backbone's preprocess_input swaps them, the scaling is the finding.
  if (isOfOtherBackbone(first, expected) && decodedOrder(first) === expected.order) return [];
  return [ofOrder(reading, expected, pipelines, order, isReversed)];
}

/** Weights of `caffe` expect BGR once the means are subtracted; before that, the range is the finding. */
function isPrepared(pipeline: Pipeline, { mode, range }: ExpectedInput): boolean {
  if (mode !== 'caffe' || hasPreprocess(pipeline)) return true;
  const values = valuesAtEnd(pipeline);
  return values !== undefined && values.standardizedOver !== 'image' && isAboutSameRange(values.range, range);
}

function hasPreprocess({ steps }: Pipeline): boolean {
  return steps.some(({ kind }) => kind === 'preprocess_input');
}

/** Whether red has the numbers of blue, and blue those of red. */
function hasReversedMeans(pipeline: Pipeline, { channels, order: expectedOrder }: ExpectedInput): boolean {
  const { range, order } = endWithoutAugmentation(pipeline);
  if (range?.length !== 3 || channels.length !== 3) return false;
  const reversed = [...channels].reverse();
  return isSameRanges(range, order === expectedOrder ? reversed : channels);
}

function isSameRanges(a: readonly PixelRange[], b: readonly PixelRange[]): boolean {
  return a.every(([low, high], i) => Math.abs(low - b[i]![0]) + Math.abs(high - b[i]![1]) < (high - low) / 100);
}

function ofOrder(
  reading: ScriptReading,
  expected: ExpectedInput,
  pipelines: readonly Pipeline[],
  order: ChannelOrder,
  isReversed: boolean,
): Finding {
  const [first] = pipelines as [Pipeline, ...Pipeline[]];
  const alike = pipelines.filter((pipeline) => endWithoutAugmentation(pipeline).order === order);
  const [wanted, found] = [expected.order, order].map((name) => name.toUpperCase());
  const means = isReversed ? ` The means are subtracted in the order of ${wanted} all the same.` : '';
  const decode = first.steps.find(({ kind }) => kind === 'decode');
  const deciding = first.steps.filter(({ kind }) => kind === 'swap channels' || kind === 'preprocess_input');
  const isByHand = expected.mode === 'caffe' && !hasPreprocess(first);
  return {
    check: 'channel-order',
    severity: 'warning',
    summary: `Red and blue are swapped: ${expected.application} expects ${wanted}, and ${namesInWords(alike)} images reach it as ${found}.${means}`,
    evidence: [],
    fix: {
      text: isByHand
        ? `Use \`preprocess_input\` of \`${expected.module}\` on RGB images, or swap the channels with \`x[..., ::-1]\` before the means of BGR are subtracted.`
        : 'Convert with `cv2.cvtColor(image, cv2.COLOR_BGR2RGB)` directly after reading, in every place that reads images.',
    },
    places: [
      ...[decode, ...deciding].flatMap((step) =>
        step === undefined ? [] : quotePlace(reading, step.place, `${step.after.order?.toUpperCase()} after it`),
      ),
      ...(isByHand ? meanPlaces(reading, first) : []),
    ],
  };
}

function ofMeans(reading: ScriptReading, expected: ExpectedInput, pipelines: readonly Pipeline[]): Finding {
  const [first] = pipelines as [Pipeline, ...Pipeline[]];
  const alike = pipelines.filter((pipeline) => hasReversedMeans(pipeline, expected));
  return {
    check: 'channel-order',
    severity: 'warning',
    summary: `The means of red and blue are exchanged: in ${namesInWords(alike)} images, red gets that of blue, and blue that of red.`,
    evidence: [],
    fix: {
      text: `Write the means in the order that the channels have there, or use \`preprocess_input\` of \`${expected.module}\` on RGB images.`,
    },
    places: meanPlaces(reading, first),
  };
}

/** Where the script scales or standardizes. */
function meanPlaces(reading: ScriptReading, { steps }: Pipeline): FindingPlace[] {
  return steps
    .filter((step) => step.kind === 'scale' || step.kind === 'standardize')
    .map((step) => quotePlace(reading, step.place, `${rangeText(step.after)} after it`));
}

/** Whether a `preprocess_input` on the way is that of another kind of backbone. */
function isOfOtherBackbone({ steps }: Pipeline, { mode }: ExpectedInput): boolean {
  return steps.some(
    (step) => step.kind === 'preprocess_input' && step.mode.value !== undefined && step.mode.value !== mode,
  );
}

/** Order of the channels as images are read. */
function decodedOrder({ steps }: Pipeline): string | undefined {
  return steps.find(({ kind }) => kind === 'decode')?.after.order;
}
