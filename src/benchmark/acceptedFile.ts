import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { group } from '../base/group.js';
import { parseJson } from '../base/parseJson.js';
import { mean } from '../base/sum.js';
import type { Estimate } from '../metrics/paired.js';
import { FAULT_KIND_NAMES, type FaultKindName } from './faultKinds.js';
import { CHANGE_NAMES, type ChangeName, singleChange } from './singleChanges.js';

/** What a script or a change of it scored, by seed, in the order of `seeds`; fewer values where a measuring was stopped. */
export interface Scores {
  /** Accuracy that the script shows; null where it is not measured. */
  reported: number[] | null;
  /** Accuracy on images that no training has seen. */
  true: number[] | null;
  /** Of each run; as many as there are runs. */
  seconds: number[];
}

/** Scores, or why there are none. */
export type Measured = Scores | { failed: string };

/** Differences of the two figures of a case, as of `welch`; null for a figure that is not measured. */
export interface Differences {
  reported: Estimate | null;
  true: Estimate | null;
}

const OUTCOMES = ['accepted', 'worse', 'failed', 'not applicable', 'unfinished'] as const;

/** One change, and what came of it. */
export interface Tried {
  change: ChangeName;
  kind: FaultKindName;
  /** Whether the case scores as well as fixed; `not applicable` where the script calls nothing that the change is of. */
  outcome: (typeof OUTCOMES)[number];
  scores?: Scores | undefined;
  /** The change minus fixed. */
  difference?: Differences | undefined;
  /** What Python said, of a change that failed. */
  failed?: string | undefined;
}

/** `accepted.json` of a case. */
export interface AcceptedFile {
  /** Digest of what was measured. */
  of: string;
  /** Name of the environment, and what is in it; null before the first run. */
  environment: string;
  versions: { python: string; keras: string; tensorflow: string } | null;
  seeds: number[];
  limitSeconds: number;
  /** Module of keras.applications with the script's backbone; null where it builds none, or several. */
  backbone: string | null;
  train: Measured;
  /** Null before the first run. */
  fixed: Measured | null;
  /** Fixed minus as it is; null where nothing can be compared yet. */
  gain: Differences | null;
  /** In words: what is accepted, or why nothing is. */
  result: string;
  tried: Tried[];
}

const figures = z.array(z.number()).nullable();
const scores = z.strictObject({ reported: figures, true: figures, seconds: z.array(z.number()) });
const measured = z.union([scores, z.strictObject({ failed: z.string() })]);
const estimate = z
  .strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]).readonly() })
  .nullable();
const differences = z.strictObject({ reported: estimate, true: estimate });
const schema = z.strictObject({
  of: z.string(),
  environment: z.string(),
  versions: z.strictObject({ python: z.string(), keras: z.string(), tensorflow: z.string() }).nullable(),
  seeds: z.array(z.int()).min(2),
  limitSeconds: z.number(),
  backbone: z.string().nullable(),
  train: measured,
  fixed: measured.nullable(),
  gain: differences.nullable(),
  result: z.string(),
  tried: z.array(
    z.strictObject({
      change: z.enum(CHANGE_NAMES),
      kind: z.enum(FAULT_KIND_NAMES),
      outcome: z.enum(OUTCOMES),
      scores: scores.optional(),
      difference: differences.optional(),
      failed: z.string().optional(),
    }),
  ),
});

/** Path of what was measured of a case. */
export function acceptedPath(folder: string): string {
  return path.join(folder, 'accepted.json');
}

/**
 * Reads `accepted.json` of a case; undefined where it has none.
 *
 * @throws UserError that names the field that does not fit
 */
export function readAccepted(folder: string): AcceptedFile | undefined {
  const file = acceptedPath(folder);
  if (!existsSync(file)) return undefined;
  const read = schema.safeParse(parseJson(readFileSync(file, 'utf8'), file));
  if (!read.success)
    throw new UserError(
      `${file} is expected to be what was measured of a case.`,
      z.prettifyError(read.error),
      'Remove it, and measure the case again: npm run benchmark -- accepted CASE.',
    );
  return read.data;
}

/** `accepted.json` as text: a line for each field, and for each change. */
export function acceptedText(file: AcceptedFile): string {
  const lines = Object.entries(file).map(([name, value]) => {
    const text = name === 'tried' ? listOfLines(file.tried) : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

function listOfLines(values: readonly unknown[]): string {
  return values.length === 0 ? '[]' : `[\n${values.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`;
}

/** Kinds of the changes with which a case scores as well as fixed, each once, with what was measured. */
export function acceptedKinds(file: AcceptedFile): { kind: FaultKindName; by: string }[] {
  const kept = file.tried.filter(({ outcome }) => outcome === 'accepted');
  return [...group(kept, ({ kind }) => kind)].map(([kind, changes]) => ({
    kind,
    by: `measured: ${changes.map((one) => inWords(one, file)).join('; ')}`,
  }));
}

function inWords({ change, scores: found }: Tried, { fixed }: AcceptedFile): string {
  const figures = (['true', 'reported'] as const).flatMap((what) => {
    const values = found?.[what];
    const others = fixed !== null && 'seconds' in fixed ? fixed[what] : null;
    return values && others ? [`${what} ${share(values)}, fixed ${share(others)}`] : [];
  });
  return `${singleChange(change).about} (${figures.join('; ')})`;
}

function share(values: readonly number[]): string {
  return mean(values).toFixed(2);
}

/** A fault, as far as it is accepted by other kinds. */
interface Accepting {
  kind: FaultKindName;
  accepted: { kind: FaultKindName; by: string }[];
}

/** Adds measured kinds to those that the faults of a case accept. A kind that is another fault's own stays that fault's alone. */
export function withMeasured<T extends Accepting>(faults: readonly T[], file: AcceptedFile | undefined): T[] {
  const own = faults.map(({ kind }) => kind);
  const measured = file === undefined ? [] : acceptedKinds(file);
  return faults.map((fault) => {
    const known = [...own, ...fault.accepted.map(({ kind }) => kind)];
    return { ...fault, accepted: [...fault.accepted, ...measured.filter(({ kind }) => !known.includes(kind))] };
  });
}
