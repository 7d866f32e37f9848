import { baseOf, type Pipeline, pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { type ExpectedInput, expectedInputOf } from '../../evidence/expectedInput.js';
import { endWithoutAugmentation, namesInWords } from '../../evidence/pixelSteps.js';
import type { Finding } from '../../finding.js';

/**
 * Finds images in another order of channels than the weights expect: OpenCV reads BGR. Where training and prediction have
 * different orders, that is another finding.
 */
export function channelOrderOfScript(reading: ScriptReading): Finding[] {
  const base = baseOf(reading);
  const expected = expectedInputOf(base);
  const pipelines = pipelinesOf(reading);
  const [first] = pipelines;
  if (base === undefined || expected === undefined || first === undefined) return [];
  const { order } = endWithoutAugmentation(first);
  // Weights of `caffe` expect BGR once the means are subtracted; before that, the range is the finding.
  const isPrepared = expected.mode !== 'caffe' || first.steps.some(({ kind }) => kind === 'preprocess_input');
  if (!isPrepared || (order !== 'rgb' && order !== 'bgr') || order === expected.order) return [];
  // Where another backbone's preprocess_input swaps them, the scaling is the finding.
  if (isOfOtherBackbone(first, expected) && decodedOrder(first) === expected.order) return [];
  const alike = pipelines.filter((pipeline) => endWithoutAugmentation(pipeline).order === order);
  const [wanted, found] = [expected.order, order].map((name) => name.toUpperCase());
  const decode = first.steps.find(({ kind }) => kind === 'decode');
  const deciding = first.steps.filter(({ kind }) => kind === 'swap channels' || kind === 'preprocess_input');
  return [
    {
      check: 'channel-order',
      severity: 'warning',
      summary: `Red and blue are swapped: ${expected.application} expects ${wanted}, and ${namesInWords(alike)} images reach it as ${found}.`,
      evidence: [],
      fix: {
        text: 'Convert with `cv2.cvtColor(image, cv2.COLOR_BGR2RGB)` directly after reading, in every place that reads images.',
      },
      places: [decode, ...deciding].flatMap((step) =>
        step === undefined ? [] : quotePlace(reading, step.place, `${step.after.order?.toUpperCase()} after it`),
      ),
    },
  ];
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
