/** Outcomes of which a share is right, the first ones, or shifted. */
export function rightOn(n: number, share: number, from = 0): boolean[] {
  return Array.from({ length: n }, (_, i) => (i - from + n) % n < Math.round(share * n));
}
