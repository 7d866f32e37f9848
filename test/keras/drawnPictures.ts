import type { RawWeight } from '../../src/backbones/network/weights.js';
import { random } from '../../src/base/random.js';
import { SEED } from './parity.js';

/** A batch of smooth images of values in [-1, 1], `[batch, height, width, 3]`: waves, which a network takes for textures. */
export function drawnPictures(batch: number, { height, width }: { height: number; width: number }): RawWeight {
  const values = new Float32Array(batch * height * width * 3);
  for (let image = 0, at = 0; image < batch; image++) {
    const draw = random(SEED, 'picture', image);
    const waves = Array.from({ length: 3 }, () => [draw.between(0, 0.3), draw.between(0, 0.3), draw.between(0, 6)]);
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (const [down, across, start] of waves) values[at++] = Math.sin(down! * row + across! * column + start!);
  }
  return { shape: [batch, height, width, 3], values };
}
