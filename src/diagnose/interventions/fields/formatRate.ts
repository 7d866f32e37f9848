/** A learning rate as a person writes it: `0.001`, `3e-5`. */
export function formatRate(rate: number): string {
  const rounded = Number(rate.toPrecision(3));
  return rounded >= 1e-4 ? String(rounded) : rounded.toExponential();
}
