import { isNone } from '../../../script/evaluate/values.js';
import { applicationOf } from '../../../script/keras/applications.js';
import { innerLayers, type LayerNode } from '../../../script/library/models/layerNode.js';
import { trainingPipelines } from '../../../script/reading/pipelines.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { mayHaveOtherWeights } from '../../evidence/loadedWeights.js';
import { valuesAtEnd, valuesText } from '../../evidence/pixelSteps.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** How far values spread that no step has scaled: bytes, and bytes minus a mean. A choice between 255 and the 6 of standardized ones. */
export const WIDE = 100;

/** Layers after which the size of their input does not matter. */
const NORMALIZES = /Normalization/;
const FIRST = /^((Separable|Depthwise)?Conv2D|Dense)$/;

/**
 * Finds images in bytes that reach a network without pretrained weights, in which nothing normalizes them. On five classes of
 * clothes, such a network reaches a validation accuracy of 0.57 to 0.63 with Adam, and 0.69 to 0.70 with values in [0, 1].
 */
export function unscaledImages(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const first = firstOfNetwork(reading, stage);
    const training = trainingPipelines(reading, stage).find(({ name }) => name === 'training');
    const values = training && valuesAtEnd(training);
    if (first === undefined || training === undefined || values === undefined) return [];
    const [low, high] = values.range;
    // What another network wants may be meant.
    const isPrepared = training.steps.some(({ kind }) => kind === 'preprocess_input');
    if (high - low <= WIDE || isPrepared) return [];
    const { application } = stage.model.base?.model ?? {};
    const network = application === undefined ? 'A network from scratch' : `${application} without pretrained weights`;
    return [
      scriptFinding(reading, {
        check: 'unscaled-images',
        severity: 'warning',
        summary: `${network} gets images as ${valuesText(values)}, and has no normalization layer: its random weights are drawn for values near 1.`,
        fix: 'Divide by 255 in every pipeline: `rescale=1 / 255` of ImageDataGenerator, or a `Rescaling(1 / 255)` layer as the first of the model.',
        at: [
          [training.steps.at(-1)?.place, `${valuesText(values)} after it`],
          [first.origin, 'the first layer that gets them'],
        ],
      }),
    ];
  });
}

/** The first layer of a network that starts from random weights and normalizes nothing; undefined for any other one. */
function firstOfNetwork(reading: ScriptReading, stage: StageReading): LayerNode | undefined {
  const { base, before, head, isOnFeatures } = stage.model;
  if (isOnFeatures || (base !== undefined && !isRandom(base))) return undefined;
  if (mayHaveOtherWeights(reading, stage) || stage.call.node.model?.isSure === false) return undefined;
  const layers = [...(base === undefined ? [] : innerLayers(base)), ...head.flatMap(innerLayers)];
  if ([...before, ...layers].some(({ className }) => NORMALIZES.test(className) || className === 'Unknown')) {
    return undefined;
  }
  const first = layers.find(({ className }) => !PASSED.has(className));
  return first !== undefined && FIRST.test(first.className) ? first : undefined;
}

/** Layers before the first one with weights. */
const PASSED = new Set(['Input', 'InputLayer', 'ZeroPadding2D', 'Flatten', 'Dropout', 'Reshape']);

/** An application with `weights=None` that does not rescale by itself. */
function isRandom({ args, model }: LayerNode): boolean {
  const application = applicationOf(`keras.applications.${model?.application ?? ''}`);
  return isNone(args.get('weights')) && application !== undefined && application.preprocess !== 'none';
}
