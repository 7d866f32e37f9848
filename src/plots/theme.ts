import type { TopLevelSpec } from 'vega-lite';

/**
 * What Vega-Lite draws by itself, in words: in a dark theme JupyterLab sets all of these to light on dark, where the colors of lines and
 * the dark texts within a plot could not be told from what they lie on.
 */
const LIGHT = {
  background: 'white',
  view: { stroke: '#ddd' },
  title: { color: '#000', subtitleColor: '#000' },
  style: { 'guide-label': { fill: '#000' }, 'guide-title': { fill: '#000' } },
  axis: { domainColor: '#888', gridColor: '#ddd', tickColor: '#888' },
} as const;

/** A Vega-Lite plot, with the version of the language that its fields are written in. It is light in every theme. */
export function spec(fields: TopLevelSpec): TopLevelSpec {
  const config = { ...LIGHT, ...fields.config };
  return { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', ...fields, config };
}

/** A plot with a caption under it, such as which images it is made from. */
export function captioned(plot: TopLevelSpec, caption: string): TopLevelSpec {
  const style = { color: '#555', fontSize: 11 };
  if (typeof plot.title === 'string' && plot.title !== '') {
    const { fontSize: subtitleFontSize, color: subtitleColor } = style;
    return { ...plot, title: { text: plot.title, subtitle: caption, subtitleFontSize, subtitleColor } };
  }
  return { ...plot, title: { text: caption, orient: 'bottom', anchor: 'start', fontWeight: 'normal', ...style } };
}

/** Color-blind safe, in an order in which neighbors differ. Source: Okabe and Ito 2008, then Tol's muted scheme. */
const COLORS = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#8a7a00',
  '#332288',
  '#882255',
  '#44aa99',
  '#999933',
  '#aa4499',
  '#117733',
  '#6699cc',
  '#661100',
  '#888888',
];

/** Colors of the two splits in every plot. */
export const SPLIT_COLORS: { domain: string[]; range: string[] } = {
  domain: ['training', 'validation'],
  range: ['#5b6b7a', '#d55e00'],
};

/** Color scale of classes: the same color for the same class in every plot. After sixteen classes, colors repeat. */
export function classColors(classNames: readonly string[]): { domain: string[]; range: string[] } {
  return { domain: [...classNames], range: classNames.map((_, i) => COLORS[i % COLORS.length]!) };
}

/** Colors of frozen layers, trainable layers, and layers without weights; they differ in brightness and border, too. */
export const LAYER_COLORS: Readonly<Record<'frozen' | 'trainable' | 'none', { fill: string; border: string }>> = {
  frozen: { fill: '#c3dcf0', border: '#0072b2' },
  trainable: { fill: '#f7c873', border: '#7a4b00' },
  none: { fill: '#f5f5f5', border: '#767676' },
};
