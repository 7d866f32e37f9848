import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { parseJson } from '../base/parseJson.js';
import { FAULT_KIND_NAMES, type FaultKindName } from './faultKinds.js';

/** One cause that a tool names. */
export interface Answer {
  /** `other` is a cause that fits no kind. */
  kind: FaultKindName | 'other';
  /** Where it stands: a file of the case, a line of it from 1, and the cell of a notebook from 1. */
  file?: string | undefined;
  cell?: number | undefined;
  line?: number | undefined;
  /** The tool's own words. */
  text?: string | undefined;
}

/** What a tool says to a case. */
export interface CaseAnswers {
  case: string;
  /** Wall time. */
  seconds?: number | undefined;
  /** What the tool was given in the place of something, or what it could not do. */
  note?: string | undefined;
  /** The most important first. */
  answers: Answer[];
}

const schema = z.strictObject({
  case: z.string(),
  seconds: z.number().min(0).optional(),
  note: z.string().optional(),
  answers: z.array(
    z.strictObject({
      kind: z.enum(['other', ...FAULT_KIND_NAMES]),
      file: z.string().optional(),
      cell: z.int().min(1).optional(),
      line: z.int().min(1).optional(),
      text: z.string().optional(),
    }),
  ),
});

/**
 * Reads answers: a line of JSON a case.
 *
 * @param shown name of the file in error messages
 * @throws UserError that names the line that does not fit, or a case that is answered twice
 */
export function readAnswers(text: string, shown: string): CaseAnswers[] {
  const found = new Map<string, CaseAnswers>();
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${shown}, line ${i + 1},`;
    const read = schema.safeParse(parseJson(line, where));
    if (!read.success)
      throw new UserError(
        `${where} is expected to be the answers to a case.`,
        z.prettifyError(read.error),
        'See benchmark/RULES.md.',
      );
    if (found.has(read.data.case))
      throw new UserError(`${where} answers a case a second time.`, read.data.case, 'Keep one line of the two.');
    found.set(read.data.case, read.data);
  }
  return [...found.values()];
}
