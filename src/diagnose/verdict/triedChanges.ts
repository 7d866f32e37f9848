import { isDeepStrictEqual } from 'node:util';
import type { Estimate } from '../../metrics/paired.js';
import type { SearchResult, Tried } from '../interventions/searchCauses.js';

/** A change that was tried, once however often. */
export interface TriedChange {
  change: string;
  /** On the best recipe that it was tried on last, where it was selected or not; undefined where that could not be trained. */
  gain: Estimate | undefined;
  isKept: boolean;
}

/** The changes that a search tried, each as it was tried last: those that are kept first, then by gain. */
export function triedChanges({ tried, kept }: Pick<SearchResult, 'tried' | 'kept'>): TriedChange[] {
  const last = new Map(tried.map((one) => [JSON.stringify(one.intervention.patch), one]));
  const keptKeys = kept.map(({ patch }) => JSON.stringify(patch));
  const place = (one: Tried): number => {
    const at = keptKeys.indexOf(JSON.stringify(one.intervention.patch));
    return at < 0 ? kept.length : at;
  };
  return [...last.values()]
    .sort((a, b) => place(a) - place(b) || (b.gain?.value ?? -1) - (a.gain?.value ?? -1))
    .map((one) => ({ change: one.intervention.change, gain: one.gain, isKept: place(one) < kept.length }));
}

/** What was tried on the recipe with all changes that are kept, and no others: there, no known fault hides what a change gains. */
export function triedOnBest({ tried, kept }: Pick<SearchResult, 'tried' | 'kept'>): Tried[] {
  const isKept = (one: Tried['intervention']): boolean => kept.some(({ patch }) => isDeepStrictEqual(patch, one.patch));
  return tried.filter(({ after }) => after.length === kept.length && after.every(isKept));
}

/** How many changes were tried, alone or with others. */
export function numTriedChanges({ tried, kept }: Pick<SearchResult, 'tried' | 'kept'>): number {
  return new Set([...tried.map(({ intervention }) => intervention), ...kept].map(({ patch }) => JSON.stringify(patch)))
    .size;
}
