import { type AugmentAction, augmentationOf } from '../../../script/library/images/flow.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

type Setting = AugmentAction['settings'][string];

/**
 * Factors of `zoom_range` from which on a warning is given, alone and with large shifts. A factor of 3 makes what an image shows a
 * third as long. Measured, see the docs, where shear up to 30 degrees and brightness up to a factor of 3 cost nothing.
 */
export const FAR_ZOOM = { alone: 3, shifted: 2 };
/** A large shift, as a share of both sides. */
export const FAR_SHIFT = 0.5;

/** Finds augmentation that zooms out so far, or so far and away from the middle, that it cost accuracy wherever it was measured. */
export function augmentationOfScript(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ training, images, place }) => {
    const flow = images ?? training;
    const found =
      flow === undefined
        ? undefined
        : augmentationOf(flow)
            .map(farZoom)
            .find((one) => one !== undefined);
    if (found === undefined) return [];
    const { zoom, factor, shifts } = found;
    const smaller = `zoom_range makes what an image shows up to ${Number(factor.toFixed(2))} times smaller`;
    return [
      scriptFinding(reading, {
        check: 'augmentation-too-strong',
        severity: 'warning',
        summary:
          shifts.length === 0
            ? `${smaller}: details that tell the classes apart are lost.`
            : `${smaller}, and shifts move it by up to half the image and more: often little of it is left.`,
        fix: 'Train without augmentation first, then with shifts and zooms of 0.1 to 0.2.',
        at: [zoom, ...shifts].map(({ places }) => places[0]).concat(place),
      }),
    ];
  });
}

interface FarZoom {
  zoom: Setting;
  /** The largest one. */
  factor: number;
  /** Where the zoom alone is not far enough. */
  shifts: Setting[];
}

function farZoom({ settings }: AugmentAction): FarZoom | undefined {
  const zoom = settings.zoom_range;
  const factor = zoom === undefined ? undefined : largestFactor(zoom);
  if (zoom === undefined || factor === undefined || factor < FAR_ZOOM.shifted) return undefined;
  if (factor >= FAR_ZOOM.alone) return { zoom, factor, shifts: [] };
  const shifts = [settings.width_shift_range, settings.height_shift_range].flatMap((one) => one ?? []);
  return shifts.length === 2 && shifts.every(isFarShift) ? { zoom, factor, shifts } : undefined;
}

/** One number z stands for [1 - z, 1 + z]. */
function largestFactor({ value }: Setting): number | undefined {
  if (typeof value === 'number') return 1 + value;
  return Array.isArray(value) && value.length === 2 ? Number(value[1]) : undefined;
}

/** From 1 on, and in a list, shifts are pixels. */
function isFarShift({ value }: Setting): boolean {
  return typeof value === 'number' && value >= FAR_SHIFT && value < 1;
}
