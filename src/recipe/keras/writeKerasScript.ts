import * as path from 'node:path';
import { saveModel } from '../../backbones/keras/saveModel.js';
import type { WeightStore } from '../../backbones/pretrained/imagenetWeights.js';
import { loadBackbone } from '../../backbones/pretrained/loadBackbone.js';
import { writeAtomic } from '../../base/wholeFile.js';
import type { Example } from '../../dataset/dataset.js';
import type { Recipe } from '../recipeType.js';
import { kerasScript, needsBaseFile } from './kerasScript.js';
import { BASE_FILE } from './scriptModel.js';

/** The data of a Keras script; a dataset is one. */
export interface ScriptData {
  classNames: readonly string[];
  /** Images to list in `images.json`, with their split. Default: none, the script lists a folder */
  examples?: readonly Pick<Example, 'path' | 'label' | 'split' | 'part'>[];
}

/**
 * Writes a recipe as a Keras 3 script, `train.py`, with what it needs: `base.keras` where keras.applications lacks the
 * backbone or its weights, and `images.json` where images are given.
 *
 * @param folder for the script; made where it is missing
 * @param data names of the classes and, optionally, the images as they are split here; a dataset is both
 * @param store where downloaded ImageNet weights are kept
 * @returns the path of the script
 * @throws UserError where the backbone has no weights of that source
 *
 * @example
 * await thaw.writeKerasScript('keras', recipe, dataset);
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
  const listed = examples?.some(({ part }) => part !== undefined) ? 'listed with parts' : 'listed';
  await writeAtomic(script, kerasScript(recipe, classNames, examples === undefined ? {} : { images: listed }));
  return script;
}
