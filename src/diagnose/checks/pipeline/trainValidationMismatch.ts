import { formatNumber } from '../../../metrics/format.js';
import { inOrder } from '../../../preprocess/scaling.js';
import type { TraceRow } from '../../../preprocess/trace.js';
import type { Finding } from '../../finding.js';

/** Output of a split's pipeline, without augmentation. */
export interface SplitPipeline {
  /** The steps that change values, by name. */
  steps: readonly string[];
  /** Values at the end, for the same images in both splits. */
  values: Omit<TraceRow, 'step' | 'type'>;
  height: number;
  width: number;
}

/** Share of the standard deviation. The images are the same, so only rounding may differ. */
export const SAME = 0.01;

/**
 * Finds splits that are preprocessed differently, e.g. `rescale` in only one of Keras' two generators: training improves,
 * and validation measures something else.
 *
 * @param training output of the training pipeline for some images
 * @param validation output of the validation pipeline for the same images
 */
export function trainValidationMismatch(training: SplitPipeline, validation: SplitPipeline): Finding[] {
  const [ours, theirs] = [training.values, validation.values];
  const scale = Math.max(ours.deviation, theirs.deviation);
  const distance = Math.max(Math.abs(ours.mean - theirs.mean), Math.abs(ours.deviation - theirs.deviation)) / scale;
  const sizes = [training, validation].map(({ height, width }) => `${height}x${width}`);
  if (!(distance > SAME) && sizes[0] === sizes[1]) return [];
  const what = distance > SAME ? 'values' : 'sizes';
  return [
    {
      check: 'train-validation-mismatch',
      severity: 'critical',
      effect: what === 'values' ? Math.min(1, distance) : undefined,
      summary:
        what === 'values'
          ? `The same images have values of ${spread(ours)} in training and ${spread(theirs)} in validation.`
          : `Images are ${sizes[0]} in training and ${sizes[1]} in validation.`,
      evidence: [
        { measure: 'mean ± standard deviation', expected: `${spread(ours)}, as in training`, received: spread(theirs) },
        { measure: 'range', expected: range(ours), received: range(theirs) },
        { measure: 'steps', expected: names(training), received: names(validation) },
        { measure: 'height x width', expected: sizes[0]!, received: sizes[1]! },
      ],
      fix: {
        text: 'Preprocess both splits the same way, except for augmentation: give both generators the same arguments.',
      },
    },
  ];
}

const spread = ({ mean, deviation }: SplitPipeline['values']): string =>
  `${formatNumber(mean)} ± ${formatNumber(deviation)}`;
const range = ({ minimum, maximum }: SplitPipeline['values']): string =>
  `[${formatNumber(minimum)}, ${formatNumber(maximum)}]`;
const names = ({ steps }: SplitPipeline): string => (steps.length === 0 ? 'none' : inOrder(steps));
