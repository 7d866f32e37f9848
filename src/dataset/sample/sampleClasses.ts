/**
 * How many images of each class are drawn, both splits together: 700. The largest class is 30 %, and
 * some twelve times the smallest, as in folders that people bring.
 */
export const CLASS_COUNTS = {
  healthy: 210,
  broken: 140,
  cracked: 104,
  'insect-bored': 80,
  mouldy: 74,
  sprouted: 74,
  shrivelled: 18,
} as const;

/** What is wrong with a seed, and the name of its folder. */
export type SampleClass = keyof typeof CLASS_COUNTS;

/** The classes, largest first. */
export const SAMPLE_CLASSES: readonly SampleClass[] = Object.keys(CLASS_COUNTS) as SampleClass[];
