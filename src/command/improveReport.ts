import { escapeHtml } from '../base/text/escapeHtml.js';
import type { Improvement } from '../improve/improve.js';
import { bestRows, edgeText, evaluatedRows, placeText, recommendationText } from '../improve/inWords.js';
import { searchDots } from '../improve/searchDots.js';
import { formatFigure, formatPercent, formatWithInterval } from '../metrics/format.js';
import { table } from '../notebook/html.js';
import { drawSvg } from '../plots/drawSvg.js';
import { importanceBars } from '../plots/importanceBars.js';
import { searchProgress } from '../plots/searchProgress.js';
import { page } from '../report/pageStyle.js';

/** What a report names beside the results. */
export interface ReportFacts {
  recipeFile: string;
  folder: string;
  date: string;
}

/** The results of `thaw improve` as a page that loads nothing: what is recommended, what was tried, and what mattered. */
export async function improveReport(found: Improvement, { recipeFile, folder, date }: ReportFacts): Promise<string> {
  const { outcome, importances, edges, steps, space, journalFile } = found;
  const progress = await drawSvg(searchProgress(searchDots(found)));
  const bars = importances.map(({ dimension, share, interval }) => ({ name: dimension.title, share, interval }));
  const sections = [
    `<p><b>${escapeHtml(recommendationText(found))}</b></p>`,
    `<p>${escapeHtml(placeText(outcome))}:</p>`,
    table(
      ['accuracy', 'gain', 'changes'],
      evaluatedRows(found).map(({ cells, changes }) => [...cells, changes]),
    ),
    '<h2>What was tried</h2>',
    '<p>A dot is a training of a recipe. Rings are your recipe. The line is the best so far on the most images.</p>',
    progress,
    '<p>The best recipes, by the images that select:</p>',
    table(
      ['accuracy', 'changes'],
      bestRows(found).map(({ accuracy, changes }) => [formatPercent(accuracy), changes]),
    ),
    '<h2>What mattered</h2>',
    ...(bars.length === 0
      ? ['<p>Too few recipes were tried to estimate it.</p>']
      : [
          `<p>Share of the variance of the accuracy that each setting explains by itself, over the recipes tried on ${steps[0]} training images (functional ANOVA). Lines are 95 % intervals.</p>`,
          await drawSvg(importanceBars(bars)),
          table(
            ['setting', 'share'],
            importances.map(({ dimension, share, interval }) => [dimension.title, formatWithInterval(share, interval)]),
          ),
        ]),
    ...edges.map((edge) => `<p>${escapeHtml(edgeText(edge))}</p>`),
    '<h2>What was searched</h2>',
    table(
      ['setting', 'values', 'yours', 'source'],
      space.dimensions.map(({ title, range, own, source }) => [
        title,
        range.kind === 'choice'
          ? range.choices.join(', ')
          : `${formatFigure(range.low)} to ${formatFigure(range.high)}${range.isLog ? ', by its logarithm' : ''}`,
        typeof own === 'number' ? formatFigure(own) : own,
        source,
      ]),
    ),
    `<p>The search is kept in <code>${escapeHtml(journalFile)}</code>, which optuna-dashboard shows.</p>`,
  ];
  const facts = {
    date: `${date.slice(0, 16).replace('T', ' ')} UTC`,
    dataFolder: folder,
    settings: { recipe: recipeFile },
  };
  return page('The best recipe', facts, `<article class="prose">${sections.join('\n')}</article>`);
}
