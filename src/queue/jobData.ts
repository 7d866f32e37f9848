import { z } from 'zod';
import { BACKBONE_NAMES, type BackboneName } from '../backbones/architectures/registry.js';
import { digest } from '../base/digest.js';
import { choice, object, parseFields, text, truth } from '../recipe/fields.js';
import { recipeSchema } from '../recipe/recipeSchema.js';
import type { Recipe } from '../recipe/recipeType.js';

/** What a job asks of a machine. Jobs that ask the same are of one kind, and wait in one queue. */
export interface Requirements {
  /** `versionOfThaw` of the coordinator. */
  thaw: string;
  /** `digestOfIndex` of the images. */
  images: string;
  /** Of the recipe, and the digest of the file that its weights come from; undefined if they come from none. */
  backbone: { name: BackboneName; weights: string; digest?: string };
  /** Worker on which it failed, so that another one tries. Default: none */
  notBy?: string;
}

/** A job: data only, which both sides check. A seed is a field of the recipe. */
export interface JobData {
  /** Name of the run, by `runId`. */
  run: string;
  /** Name of the recipe in tables. */
  name: string;
  recipe: Recipe;
  requirements: Requirements;
  /** Whether it is a trial of a diagnosis. Default: it is a run */
  isTrial?: boolean;
  /** Why it failed before. Default: it did not */
  failedBefore?: string;
}

const hexadecimal = (characters: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${characters}}$`), `${characters} hexadecimal digits are expected`);

/** Most characters of a text of a job, which workers print. */
export const MOST_CHARACTERS: number = 10_000;
const shortText = () => text().max(MOST_CHARACTERS, `a text of at most ${MOST_CHARACTERS} characters is expected`);

export const requirementsSchema: z.ZodType<Requirements> = object({
  thaw: shortText(),
  images: hexadecimal(32),
  backbone: object({ name: choice(BACKBONE_NAMES), weights: shortText(), digest: hexadecimal(64).optional() }),
  notBy: shortText().optional(),
});

const jobSchema: z.ZodType<JobData> = object({
  run: hexadecimal(16),
  name: shortText(),
  recipe: recipeSchema,
  requirements: requirementsSchema,
  isTrial: truth().optional(),
  failedBefore: shortText().optional(),
}).refine(
  ({ recipe: { backbone }, requirements: { backbone: asked } }) =>
    backbone.name === asked.name && backbone.weights === asked.weights,
  { path: ['requirements', 'backbone'], message: 'the backbone of the recipe is expected' },
);

/**
 * Checks what a queue holds as a job.
 *
 * @throws UserError that names the first field that does not fit
 */
export function parseJob(value: unknown): JobData {
  return parseFields(jobSchema, value, 'a job');
}

/** Name of a kind of jobs. */
export function kindOf({ thaw, images, backbone, notBy }: Requirements): string {
  const { name, weights, digest: of } = backbone;
  return digest({ thaw, images, name, weights, of, notBy }).slice(0, 16);
}
