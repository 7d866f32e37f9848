import { REGISTRY } from '../backbones/architectures/registry.js';
import { type Block, type Boundaries, blocksOf } from '../backbones/network/blocks.js';
import {
  foldSummary,
  type SizedNetwork,
  type Summary,
  type SummaryRow,
  summarize,
} from '../backbones/network/summary.js';
import { grouped, kindsOf, shapeText, stateText, summaryText } from '../backbones/network/summaryText.js';
import { classifierNetwork } from '../backbones/pretrained/classifier.js';
import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { escapeHtml } from '../base/text/escapeHtml.js';
import { pluralize } from '../base/text/pluralize.js';
import type { ModelGraphOptions } from '../plots/modelGraph.js';
import { plotModel } from '../plots/plotModel.js';
import { LAYER_COLORS } from '../plots/theme.js';
import type { Recipe } from '../recipe/recipeType.js';
import { showHtml, showSvg } from './display.js';
import type { OpenDataset } from './openDataset.js';

/** The network that a recipe trains, its trainable layers, and its blocks. */
interface PlannedModel extends SizedNetwork {
  trainable: ReadonlySet<string>;
  blocks: Boundaries;
}

/**
 * Lists the layers of the network that a recipe trains, as Keras' `model.summary()`. Each block is a line that unfolds;
 * frozen, trainable and batch-normalization layers are marked.
 *
 * @param name heading
 *
 * @example
 * thaw.showLayers('blocks above mixed7', recipe, dataset);
 */
export function showLayers(name: string, recipe: Recipe, { classNames }: Pick<OpenDataset, 'classNames'>): void {
  const model = modelOf(recipe, classNames.length);
  const summary = summarize(model, model.trainable);
  const blocks = blocksOf(model.network, model.blocks);
  showHtml(layerTable(name, summary, blocks), summaryText(foldSummary(summary, blocks)));
}

/**
 * Draws the network that a recipe trains as a graph, one box a block, as Keras' `plot_model`. Colors mark frozen and
 * trainable layers.
 *
 * @param name heading of the drawing for those who cannot see it
 * @param options blocks to draw layer by layer, and whether to show output shapes
 *
 * @example
 * await thaw.showModel('blocks above mixed7', recipe, dataset, { showShapes: true, unfold: ['mixed8'] });
 */
export async function showModel(
  name: string,
  recipe: Recipe,
  { classNames }: Pick<OpenDataset, 'classNames'>,
  options: Pick<ModelGraphOptions, 'unfold' | 'showShapes'> = {},
): Promise<void> {
  const model = modelOf(recipe, classNames.length);
  const { trainable, nonTrainable } = summarize(model, model.trainable);
  const sentence = `${name}: ${pluralize(model.network.layers.length, 'layer')}; ${grouped(trainable)} trainable and ${grouped(nonTrainable)} non-trainable parameters.`;
  await showSvg(await plotModel(model, { ...options, trainable: model.trainable, blocks: model.blocks }), sentence);
}

/** A summary as HTML: a line for each block, which unfolds to its layers, and the totals. */
export function layerTable(title: string, summary: Summary, blocks: readonly Block[]): string {
  const folded = foldSummary(summary, blocks).rows;
  const byName = new Map(summary.rows.map((row) => [row.name, row]));
  const lines = folded.map((row) => {
    if (row.layers.length === 1) return `<div style="padding:2px 0 2px 16px">${headOf(row)}</div>`;
    const inside = row.layers.map((layer) => layerRow(byName.get(layer.name)!)).join('');
    return `<details><summary style="padding:2px 0;cursor:pointer">${headOf(row)}</summary>${tableOf(inside)}</details>`;
  });
  const totals = `${grouped(summary.total)} parameters: ${grouped(summary.trainable)} trainable, ${grouped(summary.nonTrainable)} non-trainable`;
  const heading = `<div style="font-weight:600">${escapeHtml(title)}, ${pluralize(summary.rows.length, 'layer')}</div>`;
  return `<div>${heading}${lines.join('')}<div style="font-weight:600">${totals}</div></div>`;
}

function modelOf(recipe: Recipe, numClasses: number): PlannedModel {
  const { backbone, height, width } = recipe;
  const expectation = expectationOf(backbone.name, backbone.weights);
  const parts = { name: backbone.name, network: REGISTRY[backbone.name].build(), expectation };
  const { network, trainable } = classifierNetwork(parts, recipe, numClasses);
  return { network, inputShape: [height, width, 3], trainable, blocks: expectation };
}

/** `mixed0 [frozen] 7 Conv2D, 7 BatchNormalization, 256,368 parameters` */
function headOf(row: SummaryRow): string {
  const size = row.parameters === 0 ? [] : [pluralize(row.parameters, 'parameter')];
  return `<b>${escapeHtml(row.name)}</b> ${badge(row)} ${[kindsOf(row), ...size].join(', ')}`;
}

function layerRow(row: SummaryRow): string {
  const cells = [escapeHtml(row.name), row.layers[0]!.kind, shapeText(row.outputShape)];
  const left = cells.map((cell) => `<td style="text-align:left;padding:1px 8px">${cell}</td>`).join('');
  const count = `<td style="text-align:right;padding:1px 8px">${grouped(row.parameters)}</td>`;
  const connected = `<td style="text-align:left;padding:1px 8px">${escapeHtml(row.connectedTo.join(', '))}</td>`;
  return `<tr>${left}${count}<td style="text-align:left;padding:1px 8px">${badge(row)}</td>${connected}</tr>`;
}

function tableOf(rows: string): string {
  const header = ['layer', 'kind', 'output shape', 'parameters', 'state', 'connected to'];
  const cells = header.map((title) => `<th style="text-align:left;padding:1px 8px">${title}</th>`).join('');
  return `<table style="margin-left:16px"><thead><tr>${cells}</tr></thead><tbody>${rows}</tbody></table>`;
}

/** The state in words, on its color; batch normalization has a double border, as in the graph. */
function badge(row: SummaryRow): string {
  if (row.state === 'none') return '';
  const { fill, border } = LAYER_COLORS[row.state === 'frozen' ? 'frozen' : 'trainable'];
  const isNormalization = row.layers.length === 1 && row.layers[0]!.kind === 'BatchNormalization';
  const line = isNormalization ? `3px double ${border}` : `1px solid ${border}`;
  return `<span style="background:${fill};color:#000;border:${line};border-radius:3px;padding:0 5px;white-space:nowrap">${stateText(row.state)}</span>`;
}
