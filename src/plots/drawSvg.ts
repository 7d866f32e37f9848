import { parse, type Spec, textMetrics, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { textWidth } from './textWidth.js';

declare module 'vega' {
  /** How Vega measures text. `limit` is the most that the text may take, in pixels: it is cut there. */
  const textMetrics: { width: (item: { fontSize?: number; limit?: number }, text: unknown) => number };
}

textMetrics.width = ({ fontSize = 11, limit = 0 }, text) => {
  const width = textWidth(String(text ?? ''), fontSize);
  return limit > 0 ? Math.min(width, limit) : width;
};

/** Draws a plot as SVG, without a browser. */
export async function drawSvg(spec: TopLevelSpec): Promise<string> {
  return await drawVega(compile(spec).spec);
}

/** Draws a Vega specification as SVG, as it is before anything is clicked. */
export async function drawVega(spec: Spec): Promise<string> {
  const view = new View(parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
