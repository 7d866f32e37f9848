import { APPLICATIONS } from '../../../script/keras/applications.js';
import { inputShapeOf } from '../../../script/reading/inputShape.js';
import { baseOf, pipelinesOf } from '../../../script/reading/pipelines.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { trainsBase } from './learningRateOfScript.js';

/** Sides up to which a frozen base costs accuracy: on all images that it was measured on, and on some of them. See the docs. */
export const SMALL_SIDE = { warning: 32, info: 64 };

/**
 * Finds images that are far smaller than those that a frozen backbone was trained on. Kornblith, Shlens and Le (2019) enlarge even
 * images of 32x32 to 224x224 before they are fed to weights of ImageNet.
 */
export function inputTooSmall(reading: ScriptReading): Finding[] {
  const stage = reading.stages.at(-1);
  const base = baseOf(reading);
  const name = base?.model?.application;
  if (stage === undefined || base === undefined || name === undefined || trainsBase(stage)) return [];
  const shape = inputShapeOf(base);
  const pipeline = pipelinesOf(reading)[0];
  const flow = pipeline?.flow;
  const height = flow?.height.value ?? shape?.height;
  const width = flow?.width.value ?? shape?.width;
  const usual = APPLICATIONS.find((one) => one.name === name)?.size;
  if (height === undefined || width === undefined || usual === undefined) return [];
  const side = Math.min(height, width);
  if (side > SMALL_SIDE.info || usual <= SMALL_SIDE.info) return [];
  // Where nothing resizes them, images are as small as they come: the script says it where it builds the base.
  const isResized = pipeline?.steps.some(({ kind }) => kind === 'resize') ?? false;
  const isWarning = side <= SMALL_SIDE.warning;
  return [
    scriptFinding(reading, {
      check: 'input-too-small',
      severity: isWarning ? 'warning' : 'info',
      summary: `${name} gets images of ${height}x${width}, and its weights are trained on ${usual}x${usual}: its filters ${isWarning ? 'find' : 'may find'} too little in them.`,
      fix: `Resize images to ${usual}x${usual}.`,
      at: isResized
        ? [flow?.height.places[0], shape?.place, stage.place]
        : [shape?.place, flow?.height.places[0], stage.place],
    }),
  ];
}
