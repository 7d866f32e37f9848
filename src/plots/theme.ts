/** Colour-blind safe, in an order in which neighbours differ. Source: Okabe and Ito 2008, then Tol's muted scheme. */
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
];

/** The same colour for the same class in every plot. */
export function classColors(classNames: readonly string[]): { domain: string[]; range: string[] } {
  return { domain: [...classNames], range: classNames.map((_, i) => COLORS[i % COLORS.length]) };
}
