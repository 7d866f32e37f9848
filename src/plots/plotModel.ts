import { instance } from '@viz-js/viz';
import type { SizedNetwork } from '../backbones/network/summary.js';
import { UserError } from '../base/errors.js';
import { writeAtomic } from '../base/wholeFile.js';
import { pngOfSvg } from '../dataset/image.js';
import { type ModelGraphOptions, modelGraph } from './modelGraph.js';

/**
 * Draws a network as Keras' `plot_model`: a box for each layer or, with `blocks`, for each block. Colors and borders
 * mark frozen, trainable and batch-normalization layers.
 *
 * @param file path that ends in `.svg` or `.png`, to write the drawing to as well
 * @returns the drawing as SVG
 * @throws UserError where the name of the file ends otherwise
 *
 * @example
 * await thaw.plotModel(await thaw.readModel('model.keras'), { showShapes: true }, 'model.svg');
 */
export async function plotModel(model: SizedNetwork, options: ModelGraphOptions = {}, file?: string): Promise<string> {
  const format = file === undefined ? undefined : /\.(svg|png)$/i.exec(file)?.[1]?.toLowerCase();
  if (file !== undefined && format === undefined) {
    throw new UserError(
      'The file for the drawing of a model is expected to end in .svg or .png.',
      file,
      'Choose another name.',
    );
  }
  const svg = svgOfGraph(await instance(), modelGraph(model, options));
  if (file !== undefined) await writeAtomic(file, format === 'png' ? await pngOfSvg(svg) : svg);
  return svg;
}

/** SVG without the XML prolog, which pages do not accept, and without ids, which two drawings on a page would share. */
function svgOfGraph(viz: Awaited<ReturnType<typeof instance>>, graph: string): string {
  const whole = viz.renderString(graph, { format: 'svg', engine: 'dot' });
  return whole.replace(/^[\s\S]*?(?=<svg[\s>])/, '').replace(/ id="[^"]*"/g, '');
}
