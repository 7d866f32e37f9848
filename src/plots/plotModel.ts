import { instance } from '@viz-js/viz';
import type { SizedNetwork } from '../backbones/network/summary.js';
import { UserError } from '../base/errors.js';
import { writeAtomic } from '../base/wholeFile.js';
import { pngOfSvg } from '../dataset/image.js';
import { type ModelGraphOptions, modelGraph } from './modelGraph.js';

/**
 * Draws a network as Keras' `plot_model` does: a box for each layer or, where `blocks` are given, for each block.
 * Colours and borders mark layers that are frozen, that train, and batch normalisation.
 *
 * @returns SVG; also written to `file` where one is given
 */
export async function plotModel(model: SizedNetwork, options: ModelGraphOptions = {}, file?: string): Promise<string> {
  const format = file === undefined ? undefined : /\.(svg|png)$/i.exec(file)?.[1].toLowerCase();
  if (file !== undefined && format === undefined) {
    throw new UserError(
      'The name of a picture of a model is expected to end in .svg or .png.',
      file,
      'Name it otherwise.',
    );
  }
  const svg = svgOfGraph(await instance(), modelGraph(model, options));
  if (file !== undefined) await writeAtomic(file, format === 'png' ? await pngOfSvg(svg) : svg);
  return svg;
}

/** SVG without the XML head, which pages do not take, and without ids, which two pictures on a page would share. */
function svgOfGraph(viz: Awaited<ReturnType<typeof instance>>, graph: string): string {
  const whole = viz.renderString(graph, { format: 'svg', engine: 'dot' });
  return whole.replace(/^[\s\S]*?(?=<svg[\s>])/, '').replace(/ id="[^"]*"/g, '');
}
