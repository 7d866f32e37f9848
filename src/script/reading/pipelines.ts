import type { ImageFlow, PixelStep } from '../library/images/flow.js';
import type { ModelCall } from '../library/models/events.js';
import { innerLayers, type LayerNode } from '../library/models/layerNode.js';
import type { Place } from '../syntax/ast.js';
import { keyOf } from '../syntax/keyOf.js';
import { beforeBase, featuresOf, isRandom, readModelOf } from './modelReading.js';
import type { ScriptReading, WayReading } from './readScript.js';
import type { StageReading } from './stageReading.js';

/** The way of images to the network, in one use of it. */
export interface Pipeline {
  name: 'training' | 'validation' | 'evaluation' | 'prediction';
  place: Place;
  flow: ImageFlow;
  /** Those of the model's own layers too. */
  steps: readonly PixelStep[];
}

/** The ways of images in a script: of the last training, its validation, and what the trained model is used on. */
export function pipelinesOf(reading: ScriptReading): Pipeline[] {
  const stage = reading.stages.at(-1);
  if (stage === undefined) return usesWithoutTraining(reading);
  const { before, head, isOnFeatures } = stage.model;
  const used = reading.uses
    .filter(({ node }) => node === stage.call.node || hasHead(node, head))
    .flatMap((call) => pipeline(reading, nameOf(call), call.place, call.flow, isOnFeatures ? [] : before));
  return [...trainingPipelines(reading, stage), ...used];
}

/** The pretrained model of the last training, or of a script that trains nothing, of the model that is used last. */
export function baseOf(reading: WayReading): LayerNode | undefined {
  const stage = reading.stages.at(-1);
  if (stage !== undefined) return stage.model.base;
  const use = reading.uses.at(-1);
  return use === undefined ? undefined : readModelOf(use, reading.library.events).base;
}

/** The ways of the images of one training: its training images and its validation images. */
export function trainingPipelines(reading: WayReading, stage: StageReading): Pipeline[] {
  const { training, validation, model } = stage;
  return [
    ...pipeline(reading, 'training', training?.origin, training, []),
    ...pipeline(reading, 'validation', validation?.origin, validation, [], model.before),
  ];
}

/** Whether a model has the head that was trained: one that is made to show heat maps has, the base alone has not. */
function hasHead(node: LayerNode, head: readonly LayerNode[]): boolean {
  const last = head.at(-1);
  return last !== undefined && innerLayers(node).includes(last);
}

function nameOf({ kind }: ModelCall): Pipeline['name'] {
  return kind === 'evaluate' ? 'evaluation' : 'prediction';
}

/** Of a script that trains nothing: the ways of images to the model that is used last. */
function usesWithoutTraining(reading: WayReading): Pipeline[] {
  return reading.uses.flatMap((call) => {
    const { before } = readModelOf(call, reading.library.events);
    return pipeline(reading, nameOf(call), call.place, call.flow, before);
  });
}

/**
 * One way of images. Where a head is trained on features, the images are those that the features were computed from.
 *
 * @param before layers of the model that the images have yet to pass
 * @param inModel layers of the model that they pass
 */
function pipeline(
  reading: WayReading,
  name: Pipeline['name'],
  place: Place | undefined,
  given: ImageFlow | undefined,
  before: readonly LayerNode[],
  inModel: readonly LayerNode[] = before,
): Pipeline[] {
  const features = featuresOf(given);
  if (features !== undefined && features.mixed === undefined) {
    return pipeline(reading, name, features.calledAt, features.reaching, beforeBase(features));
  }
  if (given === undefined || place === undefined) return [];
  const call = reading.uses[0] ?? reading.stages[0]?.call;
  const flow = call === undefined || before.length === 0 ? given : call.through(given, before);
  const steps = name === 'training' ? flow.steps : withoutDrawn(flow.steps, inModel);
  return [{ name, place, flow, steps }];
}

/** Layers of a model that draw at random do it in training alone. */
function withoutDrawn(steps: readonly PixelStep[], layers: readonly LayerNode[]): PixelStep[] {
  const drawn = new Set(layers.filter(isRandom).map(({ origin }) => keyOf(origin)));
  return steps.filter((step) => !drawn.has(keyOf(step.place)));
}
