import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { parseJson } from '../base/parseJson.js';
import type { Answer, CaseAnswers } from './answers.js';
import { FAULT_KIND_NAMES, type FaultKindName } from './faultKinds.js';

/** What a rule of a peer names. */
export interface PeerRule {
  /** A kind of fault; `other`, which is none and wrong in every case; or `symptom`, which is no answer. */
  kind: FaultKindName | 'other' | 'symptom';
  /** The rule in the tool's words, and why it has no kind. */
  says: string;
}

/** Another tool. */
export interface Peer {
  tool: string;
  /** Where it is from, and which version. */
  source: string;
  /** By the name of a rule or a beginning of it; the longest that fits counts. */
  rules: Record<string, PeerRule>;
}

/** What a peer said to a case, in its own words and its own order. */
export interface PeerSaid {
  case: string;
  /** Wall time. */
  seconds: number;
  /** Why the tool could not answer; null where it could. */
  failed: string | null;
  messages: PeerMessage[];
}

/** One message of a peer, with its place as of an `Answer`. */
export interface PeerMessage extends Pick<Answer, 'file' | 'cell' | 'line'> {
  rule: string;
  text: string;
}

const peerSchema = z.strictObject({
  tool: z.string().min(1),
  source: z.string().min(1),
  rules: z.record(
    z.string(),
    z.strictObject({ kind: z.enum(['other', 'symptom', ...FAULT_KIND_NAMES]), says: z.string().min(1) }),
  ),
});

const saidSchema = z.strictObject({
  case: z.string(),
  seconds: z.number().min(0),
  failed: z.string().nullable(),
  messages: z.array(
    z.strictObject({
      rule: z.string(),
      text: z.string(),
      file: z.string().optional(),
      cell: z.int().min(1).optional(),
      line: z.int().min(1).optional(),
    }),
  ),
});

/**
 * Reads a file of `benchmark/peers`.
 *
 * @param shown name of the file in error messages
 * @throws UserError where it is no such file, or names a kind that there is not
 */
export function readPeer(text: string, shown: string): Peer {
  return fitting(peerSchema, text, shown);
}

/**
 * Reads what benchmark/peers/run.py wrote: a line of JSON a case.
 *
 * @param shown name of the file in error messages
 * @throws UserError that names the line that does not fit
 */
export function readPeerSaid(text: string, shown: string): PeerSaid[] {
  return text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : fitting(saidSchema, line, `${shown}, line ${i + 1},`)));
}

function fitting<T>(schema: z.ZodType<T>, text: string, where: string): T {
  const read = schema.safeParse(parseJson(text, where));
  if (read.success) return read.data;
  throw new UserError(
    `${where} does not have the form that is expected.`,
    z.prettifyError(read.error),
    'See benchmark/peers/README.md.',
  );
}

/**
 * What a peer said as answers. A case that it could not answer has no line, and misses its faults; but what it said before it failed
 * counts.
 *
 * @throws UserError where a rule is in no line of the peer's table
 */
export function answersOfPeer(peer: Peer, said: readonly PeerSaid[]): CaseAnswers[] {
  return said
    .filter(({ failed, messages }) => failed === null || messages.length > 0)
    .map(({ case: name, seconds, messages }) => ({
      case: name,
      seconds,
      answers: messages.flatMap(({ rule, text, ...at }): Answer[] => {
        const { kind } = ruleOf(peer, rule);
        return kind === 'symptom' ? [] : [{ kind, text: `${rule}: ${text}`, ...at }];
      }),
    }));
}

function ruleOf({ tool, rules }: Peer, rule: string): PeerRule {
  const [longest] = Object.keys(rules)
    .filter((name) => rule.startsWith(name))
    .sort((a, b) => b.length - a.length);
  if (longest === undefined)
    throw new UserError(
      `A rule of ${tool} that its table has is expected.`,
      rule,
      'Add it to its file in benchmark/peers.',
    );
  return rules[longest]!;
}
