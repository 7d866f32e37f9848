import * as path from 'node:path';
import { saveModel } from '../../backbones/keras/saveModel.js';
import type { WeightStore } from '../../backbones/pretrained/imagenetWeights.js';
import { loadBackbone } from '../../backbones/pretrained/loadBackbone.js';
import { writeAtomic } from '../../base/wholeFile.js';
import type { Example } from '../../dataset/dataset.js';
import type { Recipe } from '../recipeType.js';
import { BASE_FILE, kerasScript, needsBaseFile } from './kerasScript.js';

/** The data of a Keras script. */
export interface ScriptData {
  classNames: readonly string[];
  /** Images to list in `images.json`, with their split. Default: none, the script lists a folder */
  examples?: readonly Pick<Example, 'path' | 'label' | 'split' | 'part'>[];
}

/**
 * Writes a recipe as a Keras 3 script, `train.py`, and the files that it needs: `base.keras` if keras.applications does not
 * have the backbone or its weights, and `images.json` if there are examples.
 *
 * @returns the path of the script
 * @throws UserError if the backbone has no weights of that source
 */
export async function writeKerasScript(
  folder: string,
  recipe: Recipe,
  { classNames, examples }: ScriptData,
  store?: WeightStore,
): Promise<string> {
  if (needsBaseFile(recipe)) {
    const { height, width, backbone, seed } = recipe;
    const { network, weights } = await loadBackbone(backbone.name, backbone.weights, seed, store);
    await saveModel(path.join(folder, BASE_FILE), { network, weights, inputShape: [height, width, 3] });
  }
  if (examples !== undefined) {
    const listed = examples.map(({ path: file, label, split, part }) => ({
      path: path.resolve(file),
      label,
      split,
      part,
    }));
    await writeAtomic(path.join(folder, 'images.json'), `${JSON.stringify(listed, null, 1)}\n`);
  }
  const script = path.join(folder, 'train.py');
  await writeAtomic(script, kerasScript(recipe, classNames));
  return script;
}
