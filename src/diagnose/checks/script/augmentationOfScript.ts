import { type AugmentAction, augmentationOf } from '../../../script/library/images/flow.js';
import type { Read } from '../../../script/library/read.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

type Setting = AugmentAction['settings'][string];

/**
 * Largest changes in use. AutoAugment and RandAugment search up to these: shear of 0.3 (17 degrees), shift of 150 of 331 pixels,
 * brightness of 0.1 to 1.9; they apply two at a time. Training of Inception crops down to 8 % of the area, 0.28 of a side.
 * Zoomed out twofold, an image fills a quarter of its area: a choice.
 */
export const LARGEST = { shift: 0.45, shear: 17.2, brightness: [0.1, 1.9], zoom: [0.28, 2] } as const;
/** Number of changes beyond them from which on a warning is given: one alone may suit the images. */
const LEAST = 2;

/** Finds augmentation in which several changes are larger than the strongest ones in use. Whether it is too strong is measured on images. */
export function augmentationOfScript(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ training, images, place }) => {
    const flow = images ?? training;
    const steps = flow === undefined ? [] : augmentationOf(flow);
    const found = steps.flatMap(({ settings }) =>
      Object.entries(settings).filter(([name, one]) => isBeyond(name, one)),
    );
    const kinds = new Set(found.map(([name]) => kindOf(name)));
    if (kinds.size < LEAST) return [];
    const texts = found.map(([name, { value }]) => `${name}=${Array.isArray(value) ? `[${value.join(', ')}]` : value}`);
    return [
      scriptFinding(reading, {
        check: 'augmentation-too-strong',
        severity: 'warning',
        summary: `${texts.join(', ')}: each is more than what the strongest augmentations in use do, and all are applied at once.`,
        fix: 'Train without augmentation first, then with shifts and zooms of 0.1 to 0.2 and brightness of 0.8 to 1.2.',
        at: [...found.map(([, { places }]) => places[0]), place],
      }),
    ];
  });
}

/** Width and height count once. */
function kindOf(name: string): string {
  return name.replace(/^(width|height)_/, '');
}

const BEYOND: Readonly<Record<string, (low: number, high: number) => boolean>> = {
  shift_range: (low, high) => high <= 1 && Math.max(-low, high) > LARGEST.shift,
  shear_range: (_low, high) => high > LARGEST.shear,
  zoom_range: (low, high) => low < LARGEST.zoom[0] || high > LARGEST.zoom[1],
  brightness_range: (low, high) => low < LARGEST.brightness[0] || high > LARGEST.brightness[1],
};

/** Whether a setting of `ImageDataGenerator` is beyond what is in use. */
function isBeyond(name: string, { value }: Setting & Read<unknown>): boolean {
  const kind = kindOf(name);
  const test = Object.hasOwn(BEYOND, kind) ? BEYOND[kind] : undefined;
  if (test === undefined) return false;
  // A shift of several numbers is one of pixels.
  if (Array.isArray(value)) {
    const [low, high] = value.map(Number);
    return kind !== 'shift_range' && value.length === 2 && test(low!, high!);
  }
  if (typeof value !== 'number') return false;
  return kind === 'zoom_range' ? test(1 - value, 1 + value) : test(0, value);
}
