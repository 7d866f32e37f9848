/** A seeded stream of random numbers; the same seed gives the same numbers on every machine. */
export interface Random {
  /** The next draw, uniform in [0, 1). */
  (): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Standard normal times `deviation`, by Box and Muller. */
  normal(deviation?: number): number;
  /** A whole number in 0 ... n - 1. */
  below(n: number): number;
}

/**
 * A random stream for a seed and a purpose, so that the draws of one purpose do not shift those of another.
 *
 * Source: mulberry32 by Tommy Ettinger, seeded by FNV-1a over the parts.
 *
 * @param parts e.g. `(seed, 'augment', epoch, path)`
 */
export function random(...parts: readonly (string | number)[]): Random {
  let state = fnv1a(parts.join('/'));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Object.assign(next, {
    between: (low: number, high: number): number => low + (high - low) * next(),
    normal: (deviation = 1): number =>
      deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    below: (n: number): number => Math.floor(next() * n),
  });
}

/** A shuffled copy (Fisher and Yates). */
export function shuffled<T>(values: readonly T[], draw: Random): T[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = draw.below(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
