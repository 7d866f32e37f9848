import { group } from '../../../base/group.js';
import type { PixelStep, StandardizeAction } from '../../../script/library/images/flow.js';
import { type Pipeline, pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { rangeText } from '../../../script/reading/stepText.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { namesInWords } from '../../evidence/pixelSteps.js';
import type { Finding } from '../../finding.js';

type Unfitted = PixelStep & StandardizeAction;

function isUnfitted(step: PixelStep): step is Unfitted {
  return step.kind === 'standardize' && step.over === 'dataset' && step.fittedAt.value === false;
}

/** Whether a standardization by statistics that nothing measures is among the steps. */
export function lacksStatistics({ steps }: Pipeline): boolean {
  return steps.some(isUnfitted);
}

/**
 * Finds standardizations by statistics of the data set that nothing measures: `ImageDataGenerator(featurewise_center=True)`
 * without `fit`, which warns and changes nothing, and `Normalization` without `adapt`.
 */
export function statisticsNotFitted(reading: ScriptReading): Finding[] {
  const found = pipelinesOf(reading).flatMap(({ name, steps }) =>
    steps.filter(isUnfitted).map((step) => ({ name, step })),
  );
  return [...group(found, ({ step }) => keyOf(step.place)).values()].map((alike) => {
    const { step } = alike[0]!;
    const isLayer = step.by === 'Normalization';
    const range = step.after.range === undefined ? '' : `: they stay ${rangeText(step.after)}`;
    return {
      check: 'statistics-not-fitted',
      severity: 'critical',
      summary: `\`${step.by}\` has no statistics, since nothing calls \`${isLayer ? 'adapt' : 'fit'}\`. It changes nothing of ${namesInWords(alike)} images${range}.`,
      evidence: [],
      fix: {
        text: isLayer
          ? 'Call `adapt` of the layer on training images before the model is built.'
          : 'Call `fit` of the generator on an array of training images; for a pretrained base, use its `preprocess_input` instead.',
      },
      places: [quotePlace(reading, step.place)],
    };
  });
}
