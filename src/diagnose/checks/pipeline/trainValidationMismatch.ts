import { formatNumber } from '../../../metrics/format.js';
import type { TraceRow } from '../../../preprocess/trace.js';
import type { Finding } from '../../finding.js';

/** What a split's pipeline makes of pictures, without its augmentation. */
export interface SplitPipeline {
  /** The steps that change values, by name. */
  steps: readonly string[];
  /** Values at the end, of the same pictures for both splits. */
  values: Omit<TraceRow, 'step' | 'type'>;
  height: number;
  width: number;
}

/** Of the deviation. The pictures are the same, so only rounding is left to differ. */
const SAME = 0.01;

/**
 * Finds two splits that are prepared in two ways, e.g. `rescale` in only one of Keras' two generators: training gets
 * better, and validation measures something else.
 *
 * @param training what the training pipeline makes of some pictures
 * @param validation what the validation pipeline makes of the same pictures
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
          ? `The same pictures have values of ${spread(ours)} in training and of ${spread(theirs)} in validation.`
          : `Pictures are ${sizes[0]} in training and ${sizes[1]} in validation.`,
      evidence: [
        { measure: 'mean ± deviation', expected: `${spread(ours)}, as in training`, received: spread(theirs) },
        { measure: 'range', expected: range(ours), received: range(theirs) },
        { measure: 'steps', expected: names(training), received: names(validation) },
        { measure: 'height x width', expected: sizes[0], received: sizes[1] },
      ],
      fix: {
        text: 'Prepare both splits in the same way, augmentation aside: give both generators the same arguments.',
      },
    },
  ];
}

const spread = ({ mean, deviation }: SplitPipeline['values']): string =>
  `${formatNumber(mean)} ± ${formatNumber(deviation)}`;
const range = ({ minimum, maximum }: SplitPipeline['values']): string =>
  `[${formatNumber(minimum)}, ${formatNumber(maximum)}]`;
const names = ({ steps }: SplitPipeline): string => (steps.length === 0 ? 'none' : steps.join(', '));
