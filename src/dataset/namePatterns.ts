import * as path from 'node:path';
import { countBy } from '../base/group.js';
import type { Example } from './dataset.js';

/** A way to read from file names what images came from. */
export interface NamePattern {
  /** Regular expression whose first group names it; as `groupPattern` of a split. */
  pattern: string;
  /** What each example came from, `[numExamples]`; its path where the name does not match. */
  groups: string[];
}

const SEPARATORS = ['_', '-', ' ', '\\.'];

/** Share of the images that a pattern has to match, and that have to share their group with another. */
const MOST = 0.8;
const SHARED = 0.5;

/** A pattern that puts more of the images than this into one group reads a prefix that all names have. */
const ONE_GROUP = 0.5;

/** Groups within classes, beyond one a class, from which on names say more than the class. */
const LEAST_GROUPS = 4;

/**
 * Patterns by which file names could tell what images came from, a photo or a plant or a video: all up to the last
 * number, all up to the last part, the first part. Those that only repeat the class, or put everything or nothing
 * together, are left out; so are those that group as an earlier one does.
 */
export function candidatePatterns(examples: readonly Example[]): NamePattern[] {
  const patterns = SEPARATORS.flatMap((separator) => [
    separator === ' ' ? '^(.*) \\(?\\d+\\)?\\.\\w+$' : `^(.*)${separator}\\d+\\.\\w+$`,
    `^(.*)${separator}[^${separator}]+\\.\\w+$`,
    `^([^${separator}]+)${separator}.+\\.\\w+$`,
  ]);
  const seen = new Set<string>();
  return [...patterns, '^(.*\\d)[a-z]\\.\\w+$'].flatMap((pattern) => {
    const expression = new RegExp(pattern);
    const found = examples.map((example) => expression.exec(path.basename(example.path))?.[1]);
    if (found.filter((group) => group !== undefined).length < MOST * examples.length) return [];
    const groups = found.map((group, i) => group ?? examples[i]!.path);
    const partition = numbered(groups).join();
    if (seen.has(partition) || !saysMoreThanTheClass(examples, groups)) return [];
    seen.add(partition);
    return [{ pattern, groups }];
  });
}

function saysMoreThanTheClass(examples: readonly Example[], groups: readonly string[]): boolean {
  const size = countBy(groups, (name) => name);
  const shared = groups.filter((group) => size.get(group)! > 1);
  if (shared.length < SHARED * groups.length || Math.max(...size.values()) > ONE_GROUP * groups.length) return false;
  const inClasses = countBy(groups.keys(), (i) => `${examples[i]!.label}/${groups[i]}`);
  const repeated = [...inClasses].filter(([, n]) => n > 1).length;
  const numClasses = new Set(examples.map(({ label }) => label)).size;
  return repeated - numClasses >= LEAST_GROUPS;
}

/** Groups by number, in the order in which they first come: the same for the same partition. */
function numbered(groups: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return groups.map((group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}
