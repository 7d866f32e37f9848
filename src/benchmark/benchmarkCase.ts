import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { parseJson } from '../base/parseJson.js';
import { PROJECT } from '../base/project.js';
import { readAccepted, withMeasured } from './acceptedFile.js';
import { FAULT_KIND_NAMES, type FaultKindName } from './faultKinds.js';

/** The folder of all cases. */
export const CASES: string = path.join(PROJECT, 'benchmark/cases');

/** What may be at hand beside the script. */
export const GIVEN: readonly ['images', 'history', 'model'] = ['images', 'history', 'model'];

export type Given = (typeof GIVEN)[number];

/** Lines of a file of the case, from 1; of a notebook in its cell. */
export interface CaseLines {
  file: string;
  /** Number of the cell of a notebook, from 1. */
  cell?: number | undefined;
  lines: number[];
}

/** A fault that a case has. */
export interface CaseFault {
  kind: FaultKindName;
  /** What is wrong, in one sentence. */
  about: string;
  /** Where it stands; empty for a fault of the images. */
  at: CaseLines[];
  /** Other kinds that count as right for it, with `several answers`: by definition (`by`), or by measuring (`measured: ...`). */
  accepted: { kind: FaultKindName; by: string }[];
}

/** The images that a case needs: by the options of `npm run benchmark -- images`. */
export interface CaseImages {
  /** As folders of classes; as `train`, `validation` and `test` with those; or in one folder with a table of labels. */
  layout: 'folders' | 'splits' | 'table';
  classes: number;
  perClass: number;
  /** Changes of the drawn images, in their order, by name. */
  changes: string[];
}

/** What is measured of a case. */
export interface CaseMeasure {
  /** Expressions of Python, evaluated after the script in its names: the accuracy it shows, and the one on unseen images. */
  reported: string | null;
  true: string | null;
  /** Environment that runs it: the name of a file in `benchmark/environments`, or `project`: the environment of thaw's own tests. */
  environment: string;
  /** Why nothing is measured, where nothing is. */
  unmeasured: string | null;
}

/** A case of the benchmark. */
export interface BenchmarkCase {
  /** Name of its folder. */
  name: string;
  folder: string;
  title: string;
  /** The report that it follows, or `own`. */
  source: string;
  /** The script's file. */
  script: string;
  /** Version of Keras that the person had, where the script is not to tell: as of `--keras`. */
  keras: string | null;
  given: Given[];
  faults: CaseFault[];
  images: CaseImages | null;
  measure: CaseMeasure;
}

const kind = z.enum(FAULT_KIND_NAMES);
const lines = z.strictObject({
  file: z.string(),
  cell: z.int().min(1).optional(),
  lines: z.array(z.int().min(1)).min(1),
});
const schema = z.strictObject({
  title: z.string().min(1),
  source: z.string().min(1),
  script: z.string().default('train.py'),
  keras: z.string().nullable().default(null),
  given: z.array(z.enum(GIVEN)).default([]),
  faults: z.array(
    z.strictObject({
      kind,
      about: z.string().min(1),
      at: z.array(lines).default([]),
      accepted: z.array(z.strictObject({ kind, by: z.string().min(1) })).default([]),
    }),
  ),
  images: z
    .strictObject({
      layout: z.enum(['folders', 'splits', 'table']),
      classes: z.int().min(2).max(7).default(7),
      perClass: z.int().min(4).max(200).default(30),
      changes: z.array(z.string()).default([]),
    })
    .nullable()
    .default(null),
  measure: z.strictObject({
    reported: z.string().nullable().default(null),
    true: z.string().nullable().default(null),
    environment: z.string().default('keras-3'),
    unmeasured: z.string().nullable().default(null),
  }),
});

/** Names of all cases, in order. */
export function caseNames(cases: string = CASES): string[] {
  return readdirSync(cases, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Every case, in order of names. */
export function allCases(cases: string = CASES): BenchmarkCase[] {
  return caseNames(cases).map((name) => readCase(name, cases));
}

/** Name of the script without the fault. */
export function fixedOf(script: string): string {
  return script.replace(/^train\./, 'fixed.');
}

/**
 * Reads a case, with the kinds that it accepts by its `accepted.json`, too.
 *
 * @throws UserError that names the field of `case.json` or `accepted.json` that does not fit, or the file that is missing
 */
export function readCase(name: string, cases: string = CASES): BenchmarkCase {
  const folder = path.join(cases, name);
  const file = path.join(folder, 'case.json');
  if (!existsSync(file))
    throw new UserError('A case of the benchmark is expected.', file, `One of: ${caseNames(cases).join(', ')}.`);
  const read = schema.safeParse(parseJson(readFileSync(file, 'utf8'), file));
  if (!read.success)
    throw new UserError(
      `${file} does not describe a case.`,
      z.prettifyError(read.error),
      'See benchmark/RULES.md, and the case.json of another case.',
    );
  const found = { name, folder, ...read.data, faults: withMeasured(read.data.faults, readAccepted(folder)) };
  requireFiles(found);
  return found;
}

function requireFiles({ name, folder, script, faults, measure, given }: BenchmarkCase): void {
  const files = [
    script,
    ...(faults.length > 0 ? [fixedOf(script)] : []),
    ...faults.flatMap(({ at }) => at.map(({ file }) => file)),
  ];
  for (const file of files)
    if (!existsSync(path.join(folder, file)))
      throw new UserError(`Case ${name} lacks a file.`, file, 'Add it, or correct case.json.');
  for (const one of ['history', 'model'] as const)
    if (given.includes(one) && fileOf(folder, one) === undefined)
      throw new UserError(`Case ${name} gives a ${one}.`, 'No such file', `Add ${one}.* to its folder.`);
  if (measure.unmeasured === null && measure.reported === null && measure.true === null)
    throw new UserError(`Case ${name} measures nothing.`, 'measure', 'Give `reported`, `true` or `unmeasured`.');
}

/** Path of the history or model of a case. */
export function fileOf(folder: string, what: 'history' | 'model'): string | undefined {
  const file = readdirSync(folder).find((name) => name.startsWith(`${what}.`));
  return file === undefined ? undefined : path.join(folder, file);
}
