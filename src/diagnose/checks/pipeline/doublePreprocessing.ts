import type { InputRange } from '../../../measure/model/inputRange.js';
import { formatPercent } from '../../../metrics/format.js';
import { inOrder, RANGE_OF_MODE, stepOfMode } from '../../../preprocess/scaling.js';
import type { Evidence, Finding } from '../../finding.js';

/**
 * A second scaling leaves 1/255 = 0.004 of the expected range. A dark photo can have a narrow range too, so the width
 * alone is no proof: the pipeline must also have two scaling steps.
 */
export const NARROW = 0.05;

/**
 * Finds values that are scaled twice: `preprocess_input` maps [0, 255] to [-1, 1], `rescale=1/255` then maps that to
 * [-1/255, 1/255], and the network sees an almost constant image.
 *
 * Source: Keras ImageDataGenerator.standardize, which applies `preprocessing_function` first and `rescale` after it.
 */
export function doublePreprocessing(range: InputRange): Finding[] {
  const share = width(range.received) / width(RANGE_OF_MODE[range.mode]);
  if (range.scalingSteps.length < 2 || share > NARROW) return [];
  return [
    {
      check: 'double-preprocessing',
      severity: 'critical',
      effect: 1 - share,
      summary: `The input spans ${formatPercent(share, 1)} of the range that the backbone was trained on: it is scaled twice.`,
      evidence: [
        evidence('input range', range),
        { measure: 'scaling steps', expected: 'one', received: inOrder(range.scalingSteps) },
      ],
      fix: {
        text: 'Keep the scaling that the backbone expects, and drop the other.',
        patch: { scaling: [stepOfMode(range.mode)] },
        change: `one scaling instead of ${range.scalingSteps.length === 2 ? 'two' : range.scalingSteps.length}`,
      },
    },
  ];
}

function evidence(measure: string, { mode, received }: InputRange): Evidence {
  return { measure, expected: interval(RANGE_OF_MODE[mode]), received: interval(received) };
}

const width = ([min, max]: readonly [number, number]): number => max - min;
const interval = ([min, max]: readonly [number, number]): string => `[${min.toPrecision(2)}, ${max.toPrecision(2)}]`;
