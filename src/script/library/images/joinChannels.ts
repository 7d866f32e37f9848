import type { Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { joinedChannels } from './channels.js';
import { imagesIn } from './collect.js';
import { applyAction, applyUnknown, changed } from './imageHost.js';

/** `np.dstack`, `cv2.merge`, `tf.concat`: channels put together. */
export function channelsOf(items: readonly Value[], at: Place): Value | undefined {
  const images = imagesIn(items);
  const [first] = images;
  if (first === undefined) return undefined;
  const isSame =
    images.length === 3 && images.every(({ pixels, channel }) => pixels === first.pixels && channel === first.channel);
  if (isSame) return applyAction(first, { kind: 'gray', by: 'np.stack', to: 'rgb' }, at);
  const joined = images.length === items.length ? joinedChannels(images, at) : undefined;
  if (joined !== undefined) return changed(first, { pixels: joined, channel: undefined }, at);
  return applyUnknown(first, 'channels put together', 'thaw does not know which ones they are', at);
}
