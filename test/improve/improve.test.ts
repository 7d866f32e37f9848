import { expect, test } from 'vitest';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { improve, type ToImprove } from '../../src/improve/improve.js';
import { USUAL_RECIPE } from '../diagnose/usualRecipe.js';

test('of two images a class none can be held out: that is said before anything is timed or trained', async () => {
  const images = ['training', 'validation'].flatMap((split) => [0, 1].map((label) => ({ split, label })));
  const toImprove = { recipe: USUAL_RECIPE, images: images as ScannedImage[], classNames: ['a', 'b'], options: {} };
  await expect(improve(toImprove as unknown as ToImprove)).rejects.toThrow(
    'at least 2 training images of a class are expected. Received: 1 training image of each class. Add images: at least 3',
  );
});
