import path from 'node:path';
import sharp from 'sharp';
import { random } from '../../src/base/random.js';
import { writeWhole } from '../../src/base/wholeFile.js';

/** Draws `training_set/` and `validation_set/` of two classes of noise, brighter in the one, 80x60 pixels, by seed. */
export async function drawTwoClasses(folder: string, training = 20, validation = 8): Promise<void> {
  for (const [split, count] of [
    ['training_set', training],
    ['validation_set', validation],
  ] as const) {
    for (const className of ['a', 'b']) {
      for (let i = 0; i < count; i++) {
        const draw = random(split, className, i);
        const pixels = Uint8Array.from({ length: 60 * 80 * 3 }, () => draw.below(className === 'a' ? 200 : 256));
        const picture = sharp(pixels, { raw: { width: 80, height: 60, channels: 3 } });
        await writeWhole(path.join(folder, split, className, `${i}.png`), await picture.png().toBuffer());
      }
    }
  }
}
