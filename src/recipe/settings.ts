import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { parseControl } from './parseControl.js';

/** How long notebooks may take: `quick`, the default, is minutes on two cores. */
export const BUDGETS = ['quick', 'full'] as const;
export type Budget = (typeof BUDGETS)[number];

/** What `--set` can change in every notebook. */
export interface Settings {
  /** `full` takes 25 epochs and 3 seeds where these are not given themselves. */
  budget: Budget;
  /** Of the picture as the network sees it, in pixels. */
  height: number;
  width: number;
  /** At most, of every run. */
  epochs: number;
  /** How often a comparison is repeated with another seed. */
  seeds: number;
  /** The backbone without batch normalisation that a comparison is checked with, as for `parseControl`. */
  control: string;
  /** At most, of each class and split. */
  imagesPerClass: number;
  /** Regular expression whose group names what an image came from, e.g. its photo; for folders that thaw splits. */
  groupPattern: string;
  /** For folders that thaw splits. */
  validationShare: number;
  /** Most that decoded pictures and features of frozen layers take of the disk, in units of 2^30 bytes; default 20, or
   * half of what is free. */
  cacheGigabytes: number;
}

const fields: { [K in keyof Settings]: z.ZodType<Settings[K]> } = {
  budget: z.enum(BUDGETS, `one of ${BUDGETS.join(', ')} is expected`),
  height: wholeNumber(75, 1024),
  width: wholeNumber(75, 1024),
  epochs: wholeNumber(1, 1000),
  seeds: wholeNumber(1, 20),
  control: z.string(),
  imagesPerClass: wholeNumber(2, 1_000_000),
  groupPattern: z.string().refine(isPattern, 'a regular expression with one group in parentheses is expected'),
  validationShare: inRange(z.number(), 0.05, 0.9, 'a number'),
  cacheGigabytes: inRange(z.number(), 0, 100_000, 'a number'),
};

function wholeNumber(least: number, most: number): z.ZodType<number> {
  return inRange(z.number().int(), least, most, 'a whole number');
}

/** A number written in words; an empty one is none. */
function inRange(kind: z.ZodNumber, least: number, most: number, name: string): z.ZodType<number> {
  const allowed = `${name} from ${least} to ${most} is expected`;
  const written = z.string().regex(/\S/, allowed).transform(Number);
  return written.refine((value) => kind.min(least).max(most).safeParse(value).success, allowed);
}

/** Settings as a notebook has them; those of the data and the cache are there only where given. */
export type NotebookSettings = Pick<Settings, 'budget' | 'height' | 'width' | 'epochs' | 'seeds' | 'control'> &
  Partial<Settings>;

/**
 * Quick enough for two cores: the reference's 1:2 shape at a smaller size, a sixth of its epochs, and the smallest
 * control, with random weights.
 */
export const QUICK_SETTINGS: NotebookSettings = {
  budget: 'quick',
  height: 80,
  width: 160,
  epochs: 4,
  seeds: 1,
  control: 'SqueezeNet',
};

/** The reference's epochs, and seeds enough for an interval over them; the size of pictures stays. */
const FULL: Pick<Settings, 'epochs' | 'seeds'> = { epochs: 25, seeds: 3 };

/** The settings of a notebook: those of the budget, and those that are given themselves. */
export function notebookSettingsOf(given: Partial<Settings>): NotebookSettings {
  return { ...QUICK_SETTINGS, ...(given.budget === 'full' ? FULL : {}), ...given };
}

/**
 * Settings given as words, `{epochs: '3'}`.
 *
 * @throws UserError that names the setting and what is allowed
 */
export function parseSettings(words: Readonly<Record<string, string>>): Partial<Settings> {
  const known = Object.keys(fields);
  for (const name of Object.keys(words)) {
    if (!known.includes(name)) {
      throw new UserError(`A setting is one of: ${known.join(', ')}.`, name, 'Write it as --set name=value.');
    }
  }
  const result = z.strictObject(fields).partial().safeParse(words);
  if (result.success) {
    // Here, so that a wrong name is told before anything runs.
    if (result.data.control !== undefined) parseControl(result.data.control);
    return result.data;
  }
  const [issue] = result.error.issues;
  const name = String(issue.path[0]);
  throw new UserError(
    `Setting '${name}' does not fit: ${issue.message}.`,
    words[name],
    'Write it as --set name=value.',
  );
}

/** Whether a text is a regular expression with one group. */
export function isPattern(text: string): boolean {
  try {
    return new RegExp(`${text}|`).exec('')?.length === 2;
  } catch {
    return false;
  }
}
