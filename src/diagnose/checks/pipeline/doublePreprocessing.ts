import type { InputRange } from '../../../measure/model/inputRange.js';
import { formatPercent } from '../../../metrics/format.js';
import { inOrder, RANGE_OF_MODE, stepsOfMode } from '../../../preprocess/scaling.js';
import type { Evidence, Finding } from '../../finding.js';

/**
 * A second scaling leaves 1/255 = 0.004 of the expected range. A dark photo can have a narrow range too, so the width
 * alone is no proof: the pipeline must also have two scaling steps.
 */
export const NARROW = 0.05;

/**
 * Finds values that are scaled twice: `preprocess_input` maps [0, 255] to [-1, 1], `rescale=1/255` then maps that to
 * [-1/255, 1/255], and the network sees an almost constant image. A network of mode `none` scales by 1/255 or 1/127.5
 * itself, so that one scaling before it is the second.
 *
 * Source: Keras ImageDataGenerator.standardize, which applies `preprocessing_function` first and `rescale` after it.
 */
export function doublePreprocessing(range: InputRange): Finding[] {
  const share = width(range.received) / width(RANGE_OF_MODE[range.mode]);
  // A network that expects none has a scaling of its own, which comes after those of the pipeline.
  const scalesItself = range.mode === 'none';
  const scalings = range.scalingSteps.length + (scalesItself ? 1 : 0);
  if (scalings < 2 || share > NARROW) return [];
  return [
    {
      check: 'double-preprocessing',
      severity: 'critical',
      effect: 1 - share,
      summary: `The input spans ${formatPercent(share, 1)} of the range that the backbone was trained on: it is scaled twice.`,
      evidence: [
        evidence('input range', range),
        {
          measure: 'scaling steps',
          expected: scalesItself ? 'none: the network scales its input itself' : 'one',
          received: inOrder(range.scalingSteps),
        },
      ],
      fix: {
        text: scalesItself
          ? 'Drop the scaling: the first layers of the backbone scale its input.'
          : 'Keep the scaling that the backbone expects, and drop the other.',
        patch: { scaling: stepsOfMode(range.mode) },
        change: `one scaling instead of ${scalings === 2 ? 'two' : scalings}`,
      },
    },
  ];
}

function evidence(measure: string, { mode, received }: InputRange): Evidence {
  return { measure, expected: interval(RANGE_OF_MODE[mode]), received: interval(received) };
}

const width = ([min, max]: readonly [number, number]): number => max - min;
const interval = ([min, max]: readonly [number, number]): string => `[${min.toPrecision(2)}, ${max.toPrecision(2)}]`;
