import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { expect, test } from 'vitest';
import { captioned, spec } from '../../src/plots/theme.js';

/** What JupyterLab draws by in a dark theme. Source: the theme named dark of vega-themes 2. */
const DARK = {
  background: '#333',
  view: { stroke: '#888' },
  title: { color: '#fff', subtitleColor: '#fff' },
  style: { 'guide-label': { fill: '#fff' }, 'guide-title': { fill: '#fff' } },
  axis: { domainColor: '#fff', gridColor: '#888', tickColor: '#fff' },
} as const;

const PLOT = spec({
  title: 'a plot',
  data: { values: [{ a: 1, b: 2, c: 'one' }] },
  mark: 'line',
  encoding: {
    x: { field: 'a', type: 'quantitative' },
    y: { field: 'b', type: 'quantitative' },
    color: { field: 'c', type: 'nominal' },
  },
});

const svgOf = (plot: ReturnType<typeof spec>, config = {}): Promise<string> =>
  new View(parse(compile(plot, { config }).spec), { renderer: 'none' }).toSVG();

test.each([
  ['a plot', PLOT],
  ['a plot with a caption', captioned(PLOT, 'a caption')],
])('%s is the same in a dark theme, and as Vega-Lite draws it by itself', async (_, plot) => {
  const plain = await svgOf(plot);
  expect(await svgOf(plot, DARK)).toBe(plain);
  expect(await svgOf({ ...plot, config: {} })).toBe(plain);
  expect(await svgOf({ ...plot, config: {} }, DARK)).not.toBe(plain);
});
