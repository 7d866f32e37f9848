import { sum } from '../../base/sum.js';
import { type BackboneName, REGISTRY } from '../architectures/registry.js';
import { summarize } from '../network/summary.js';

/** Any size: shares hardly depend on it. */
const SIDE = 224;

const known = new Map<string, number>();

/**
 * Share of a backbone's multiplications in the layers above one of its blocks, in (0, 1): of InceptionV3 above mixed7 0.15, of
 * EfficientNetLite0 in the last two blocks 0.18. What a training step through these layers takes grows with it.
 */
export function shareAbove(name: BackboneName, block: string): number {
  const key = `${name} ${block}`;
  const share = known.get(key) ?? calculated(name, block);
  known.set(key, share);
  return share;
}

/** Each weight of a convolution is used once for each place of its output. */
function calculated(name: BackboneName, block: string): number {
  const work = [...multiplications(name, SIDE)];
  const above = work.slice(work.findIndex(([layer]) => layer === block) + 1);
  const total = (part: typeof work): number => sum(part, ([, count]) => count);
  return total(above) / total(work);
}

/** Multiplications of each layer of a backbone for one image of that height and width, in pixels. */
export function multiplications(name: BackboneName, side: number): Map<string, number> {
  const { rows } = summarize({ network: REGISTRY[name].build(), inputShape: [side, side, 3] });
  return new Map(
    rows.map(({ name: layer, parameters, outputShape: [, height, width] }) => [
      layer,
      parameters * (height ?? 1) * (width ?? 1),
    ]),
  );
}
