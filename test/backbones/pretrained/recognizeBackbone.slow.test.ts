import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { saveModel } from '../../../src/backbones/keras/saveModel.js';
import { loadWithTop } from '../../../src/backbones/pretrained/loadWithTop.js';
import { recipeFromModel } from '../../../src/recipe/keras/recipeFromModel.js';

// An EfficientNetLite1 has every layer of an EfficientNetLite0, in the same shape.
test.each([
  'EfficientNetLite0',
  'EfficientNetLite1',
  'EfficientNetLite2',
  'SqueezeNet',
  'MobileNet',
  'MobileNetV3Small',
] as const)('a saved %s is recognized as that, not as a smaller one', async (name) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-recognize-'));
  try {
    const file = path.join(folder, 'model.h5');
    await saveModel(file, await loadWithTop(name, 'random', { height: 64, width: 64 }));
    expect((await recipeFromModel(file)).changes.backbone).toMatchObject({ name });
  } finally {
    await rm(folder, { recursive: true });
  }
});
