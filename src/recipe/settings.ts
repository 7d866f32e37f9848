import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { DEFAULT_MINUTES } from './defaultMinutes.js';
import { MOST_SEEDS } from './mostSeeds.js';
import { parseControl } from './parseControl.js';

/** How long notebooks may take: `quick`, the default, takes minutes on two cores. */
export const BUDGETS = ['quick', 'full'] as const;
export type Budget = (typeof BUDGETS)[number];

/** Settings that `--set` can change in every notebook. */
export interface Settings {
  /** `full` means 25 epochs and 3 seeds, unless these are set. Default: `quick` */
  budget: Budget;
  /** Image height as the network sees it, in pixels. Default: that of the recipe file, or 80 in the shape of the images */
  height: number;
  /** Image width as the network sees it, in pixels. Default: that of the recipe file, or 160 in the shape of the images */
  width: number;
  /** Most epochs of a run. Default: those of the recipe file, or 4 */
  epochs: number;
  /** Trainings of each recipe of a comparison, with other seeds. Default: 1 */
  seeds: number;
  /** Minutes for trying changes of a recipe; 0: no limit. Default: 5, or 10 with the budget `full` */
  minutes: number;
  /**
   * Minutes that the trainings of a notebook may take, without those of `minutes`; a larger data set is sampled to fit. 0: no
   * limit, all images. Default: 2.5, or 0 with the budget `full`
   */
  notebookMinutes: number;
  /** Backbone without batch normalization as a control experiment, as for `parseControl`. Default: `SqueezeNet`, with
   * ImageNet weights */
  control: string;
  /** Most images of each class and split. Default: all */
  imagesPerClass: number;
  /** Regular expression whose group is the source of an image, such as its photo. For folders that thaw splits. */
  groupPattern: string;
  /** Share of the images for validation, in [0.05, 0.9]. For folders that thaw splits. */
  validationShare: number;
  /** Most disk space for decoded images and features of frozen layers, in units of 2^30 bytes. Default: 20, or half of what
   * is free */
  cacheGigabytes: number;
}

/** The same in a notebook with the quick budget. */
const QUICK_MINUTES = 5;

/** Minutes for trying changes of a recipe in a notebook; 0: no limit. */
export function minutesForCauses({ minutes, budget }: Pick<NotebookSettings, 'minutes' | 'budget'>): number {
  return minutes ?? (budget === 'full' ? DEFAULT_MINUTES : QUICK_MINUTES);
}

/** Whether the height and width of a notebook's recipe are those of the quick budget: neither a file nor `--set` gives them. */
export function isSizeOfBudget({ recipe, height, width }: Partial<NotebookSettings>): boolean {
  return recipe === undefined && height === undefined && width === undefined;
}

/** Minutes of a notebook with the quick budget: five of them take less than 13. */
const NOTEBOOK_MINUTES = 2.5;

/** Minutes that a notebook may take; 0: no limit. */
export function minutesOfNotebook({ notebookMinutes, budget }: NotebookSettings): number {
  return notebookMinutes ?? (budget === 'full' ? 0 : NOTEBOOK_MINUTES);
}

/** Each setting in a few words, for `--help`. */
export const SETTINGS_IN_WORDS: Readonly<Record<keyof Settings, string>> = {
  budget: 'quick (default) or full: 25 epochs and three seeds',
  height: 'image height in pixels; default: of the recipe, or 80 in the shape of the images',
  width: 'image width in pixels; default: of the recipe, or 160 in the shape of the images',
  epochs: 'most epochs of a training; default: of the recipe, or 4',
  seeds: 'trainings of each recipe that is compared; default: 1',
  minutes: 'minutes for trying changes of a recipe; default: 5, or 10 with budget=full; 0: no limit',
  notebookMinutes:
    'minutes of the trainings of a notebook, without those of `minutes`; more images are sampled; default: 2.5; 0: all images',
  control: 'backbone without batch normalization to compare with; default: SqueezeNet',
  imagesPerClass: 'most images of each class and split; default: all',
  groupPattern: 'regular expression of file names; what its group matches stays in one split',
  validationShare: 'share of the images for validation where thaw splits; default: 0.25',
  cacheGigabytes: 'most disk space for the cache; default: 20, or half of what is free',
};

/** Range of height and width in pixels: InceptionV3 takes no less than 75. */
export const SIDES = { least: 75, most: 1024 } as const;

const fields: { [K in keyof Settings]: z.ZodType<Settings[K]> } = {
  budget: z.enum(BUDGETS, `one of ${BUDGETS.join(', ')} is expected`),
  height: wholeNumber(SIDES.least, SIDES.most),
  width: wholeNumber(SIDES.least, SIDES.most),
  epochs: wholeNumber(1, 1000),
  seeds: wholeNumber(1, MOST_SEEDS),
  minutes: inRange(z.number(), 0, 10_000, 'a number'),
  notebookMinutes: inRange(z.number(), 0, 10_000, 'a number'),
  control: z.string(),
  imagesPerClass: wholeNumber(2, 1_000_000),
  groupPattern: z.string().refine(isPattern, 'a regular expression with one group in parentheses is expected'),
  validationShare: inRange(z.number(), 0.05, 0.9, 'a number'),
  cacheGigabytes: inRange(z.number(), 0, 100_000, 'a number'),
};

function wholeNumber(least: number, most: number): z.ZodType<number> {
  return inRange(z.number().int(), least, most, 'a whole number');
}

/** A number as text; empty text is not a number. */
function inRange(kind: z.ZodNumber, least: number, most: number, name: string): z.ZodType<number> {
  const allowed = `${name} from ${least} to ${most} is expected`;
  const written = z.string().regex(/\S/, allowed).transform(Number);
  return written.refine((value) => kind.min(least).max(most).safeParse(value).success, allowed);
}

/** The settings of a notebook. Those without a default of their own are set only where they were given. */
export type NotebookSettings = Pick<Settings, 'budget' | 'seeds' | 'control'> &
  Partial<Settings> & {
    /** Absolute path of the recipe file of `--recipe`. Default: none, the reference recipe */
    recipe?: string;
    /** Seed of the split and of the draw of `imagesPerClass`, from the recipe file. Default: 42 */
    seed?: number;
  };

/** Quick enough for two cores: one seed, and the smallest control backbone. */
export const QUICK_SETTINGS: NotebookSettings = { budget: 'quick', seeds: 1, control: 'SqueezeNet' };

/** Enough seeds for an interval over them. */
const FULL: Pick<Settings, 'seeds'> = { seeds: 3 };

/** Fills up settings with those of the budget. */
export function notebookSettingsOf(settings: Partial<Settings>): NotebookSettings {
  return { ...QUICK_SETTINGS, ...(settings.budget === 'full' ? FULL : {}), ...settings };
}

/**
 * Parses settings from text, such as `{ epochs: '3' }`.
 *
 * @throws UserError that names the setting and its allowed values
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
    // Checked here, so that a wrong name is an error before anything runs.
    if (result.data.control !== undefined) parseControl(result.data.control);
    return result.data;
  }
  const issue = result.error.issues[0]!;
  const name = String(issue.path[0]);
  throw new UserError(
    `Setting '${name}' does not fit: ${issue.message}.`,
    words[name],
    'Write it as --set name=value.',
  );
}

/** Whether text is a regular expression with one group. */
export function isPattern(text: string): boolean {
  try {
    // The empty alternative matches before anything of the text is tried, which may take for ever.
    return new RegExp(`|${text}`).exec('')?.length === 2;
  } catch {
    return false;
  }
}
