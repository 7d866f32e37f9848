import { isDraw } from '../../evaluate/draws.js';
import { type Execution, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { arrayIn } from './imageHost.js';

/**
 * A changed image as one that is changed at random, where the change is: it stands under a condition that is drawn
 * (`if random.random() < 0.5`), or a drawn number says how far it goes (`image.rotate(random.uniform(-15, 15))`).
 */
export function drawnChange(result: Value, by: readonly Value[], at: Place, run: Execution): Value {
  const images = arrayIn(result);
  const last = images?.pixels.steps.at(-1);
  if (images === undefined || last?.kind !== 'augment' || last.isRandom || last.place !== at) return result;
  if (!run.isDrawn() && !by.some((value) => isDraw(textOf(value)))) return result;
  const { start, steps } = images.pixels;
  return images.withPixels({ start, steps: [...steps.slice(0, -1), { ...last, isRandom: true }] }, at);
}
