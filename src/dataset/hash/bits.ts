/** Words of 16 bits in a hash. Hashes lie one after the other in one array, since a million arrays take 200 bytes each. */
export const WORDS = 4;

/** Number of bits that are set in a number of 32 bits. */
export function bitsSet(value: number): number {
  let sums = value - ((value >>> 1) & 0x55555555);
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  sums = (sums + (sums >>> 4)) & 0x0f0f0f0f;
  return Math.imul(sums, 0x01010101) >>> 24;
}

/** Number of bits in which two hashes differ, by their indices. */
export function bitsBetween(hashes: Uint16Array, i: number, j: number): number {
  let bits = 0;
  for (let word = 0; word < WORDS; word++) bits += bitsSet(hashes[WORDS * i + word]! ^ hashes[WORDS * j + word]!);
  return bits;
}
