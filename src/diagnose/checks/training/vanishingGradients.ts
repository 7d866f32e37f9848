import type { GroupSteps } from '../../../measure/model/weightGroups.js';
import { formatFigure, formatNumber } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/**
 * Root mean square of a gradient below which Adam does not make up for its size: Keras adds an epsilon of 1e-7 to it.
 * `VanishingGradient` of SageMaker Debugger has the same threshold.
 */
export const VANISHED = 1e-7;

/** Finds groups of layers that no gradient reaches in the first step, so that they do not learn. */
export function vanishingGradients(groups: readonly GroupSteps[]): Finding[] {
  const vanished = groups.filter(({ gradient }) => gradient < VANISHED);
  if (vanished.length === 0) return [];
  const largest = groups.reduce((a, b) => (b.gradient > a.gradient ? b : a));
  const names = vanished.map(({ name }) => name);
  return [
    {
      check: 'vanishing-gradients',
      severity: 'warning',
      effect: vanished.length / groups.length,
      summary: `No gradient reaches ${namesInShort(names)} in the first step.`,
      evidence: [
        ...vanished.slice(0, MOST_LISTED).map(({ name, gradient }) => ({
          measure: `root mean square of the gradient, ${name}`,
          expected: `above ${formatFigure(VANISHED)}`,
          received: formatFigure(gradient, 2),
        })),
        {
          measure: `the same, ${largest.name}`,
          expected: `above ${formatFigure(VANISHED)}`,
          received: formatFigure(largest.gradient, 2),
        },
        {
          measure: 'groups of layers without a gradient',
          expected: '0',
          received: `${vanished.length} of ${formatNumber(groups.length)}`,
        },
      ],
      fix: {
        text: 'Check the scaling of the images and the layers above. Use relu in place of sigmoid or tanh, and batch normalization in deep networks that start from random weights.',
      },
    },
  ];
}

const MOST_LISTED = 3;

/** `conv_1, conv_2 and 3 more` */
function namesInShort(names: readonly string[]): string {
  if (names.length <= MOST_LISTED) return names.join(', ');
  return `${names.slice(0, MOST_LISTED).join(', ')} and ${names.length - MOST_LISTED} more`;
}
