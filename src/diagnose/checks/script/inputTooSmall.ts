import { APPLICATIONS } from '../../../script/keras/applications.js';
import { baseOf, pipelinesOf } from '../../../script/reading/pipelines.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { inputShapeOf } from './inputShapeMismatch.js';
import { trainsBase } from './learningRateOfScript.js';

/** What the applications of Keras divide each side by, up to their last feature map: five halvings. */
const STRIDE = 32;
/** Side below which a single position of the last feature map lies whole within the image. */
export const LEAST_SIDE: number = 2 * STRIDE;

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
  const flow = pipelinesOf(reading)[0]?.flow;
  const height = flow?.height.value ?? shape?.height;
  const width = flow?.width.value ?? shape?.width;
  const usual = APPLICATIONS.find((one) => one.name === name)?.size;
  if (height === undefined || width === undefined || usual === undefined) return [];
  if (Math.min(height, width) >= LEAST_SIDE || usual < LEAST_SIDE) return [];
  return [
    scriptFinding(reading, {
      check: 'input-too-small',
      severity: 'warning',
      summary: `${name} gets images of ${height}x${width} and halves them five times, down to about one position. Its weights are trained on ${usual}x${usual}.`,
      fix: `Resize images to at least 96x96, better to ${usual}x${usual}.`,
      at: [flow?.height.places[0], shape?.place, stage.place],
    }),
  ];
}
