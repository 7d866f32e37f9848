import type { ImageFlow, PixelStep } from '../library/images/flow.js';
import type { Place } from '../syntax/ast.js';
import type { ScriptReading } from './readScript.js';

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
  if (stage === undefined) return [];
  const { before, isOnFeatures } = stage.model;
  const used = reading.uses.flatMap(({ kind, flow: given, through, place }): Pipeline[] => {
    if (given === undefined || kind === 'fit') return [];
    const flow = through(given, isOnFeatures ? [] : before);
    return [{ name: kind === 'evaluate' ? 'evaluation' : 'prediction', place, flow, steps: flow.steps }];
  });
  const of = (name: Pipeline['name'], flow: ImageFlow | undefined): Pipeline[] =>
    flow === undefined ? [] : [{ name, place: flow.origin, flow, steps: flow.steps }];
  return [...of('training', stage.training), ...of('validation', stage.validation), ...used];
}
