import { expectationOf } from '../../backbones/pretrained/loadBackbone.js';
import { UserError } from '../../base/errors.js';
import { RANGE_OF_MODE, type ScalingStep } from '../../preprocess/scaling.js';
import { parseRecipe, withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { pipelinesOf } from './pipelines.js';
import type { ScriptReading } from './readScript.js';
import { recipeOfScript } from './recipeOfScript.js';

/** A script's trainings as a recipe that thaw can train. */
export interface ScriptRecipe {
  recipe: Recipe;
  /** Fields that the script does not show; they have Keras' defaults. */
  notVisible: string[];
  /** Fields that the script does not show, and the model file does. */
  fromModel: string[];
  /** What a recipe cannot say, in words. */
  notes: string[];
  /** Share of the images that the script validates on, where it splits one folder. */
  validationShare: number | undefined;
}

/** Fields without which a training of the script cannot be repeated. */
const NEEDED = ['backbone', 'height', 'width', 'scaling'];

/**
 * The recipe of a script.
 *
 * @param changes fields that the script does not show, or that are to be others; `backbone.weights` is a part of a field
 * @param ofModel fields that a model file says, for those that the script does not show
 * @throws UserError that names the fields that are needed and not visible
 */
export function recipeFromScript(
  reading: ScriptReading,
  changes: Readonly<Record<string, unknown>> = {},
  ofModel: Readonly<Record<string, unknown>> = {},
): ScriptRecipe {
  const { stages, file } = reading;
  if (stages.every(({ epochs }) => epochs.value === 0)) {
    throw new UserError(
      'A script is expected that trains a model with `fit`.',
      stages.length === 0 ? `no training in ${file}` : `\`fit\` with no epoch to train in ${file}`,
      'Name the script that trains, or write a recipe file.',
    );
  }
  const pipelines = pipelinesOf(reading);
  const training = pipelines.find(({ name }) => name === 'training');
  const validation = pipelines.find(({ name }) => name === 'validation');
  const { fields: read, notVisible, notes } = recipeOfScript(stages, training?.steps ?? [], validation?.steps);
  const fromModel = Object.keys(ofModel).filter((field) => notVisible.includes(field) && changes[field] === undefined);
  const fields = { ...read, ...Object.fromEntries(fromModel.map((field) => [field, ofModel[field]])) };
  const missing = NEEDED.filter((field) => fields[field] === undefined && changes[field] === undefined);
  if (missing.length > 0) {
    throw new UserError(
      `The script is expected to show ${missing.join(', ')}.`,
      [...notes, `not visible: ${missing.join(', ')}`].join('; '),
      `Give ${missing.length === 1 ? 'it' : 'them'} with --set, such as ${missing.map(exampleOf).join(' ')}.`,
    );
  }
  const changed = parseRecipe(withChangedParts(fields, changes));
  const recipe = changes.scaling === undefined ? scaledForWeights(changed, fields.backbone, notes) : changed;
  const split = training?.flow.source.validationSplit?.value ?? stages.at(-1)?.validationSplit?.value ?? undefined;
  return {
    recipe,
    notVisible: notVisible.filter((field) => changes[field] === undefined && !fromModel.includes(field)),
    fromModel,
    notes,
    validationShare: split ?? undefined,
  };
}

/**
 * A recipe whose weights are others than those of the script, such as those that come with the installation: where they expect
 * another range, the script's `preprocess_input` is that of the new weights, as it was that of the old ones. Another scaling is
 * as wrong, or as right, as it was.
 */
function scaledForWeights(recipe: Recipe, ofScript: unknown, notes: string[]): Recipe {
  const { name, weights } = recipe.backbone;
  const before = ofScript as { name?: unknown; weights?: unknown } | undefined;
  if (before?.name !== name || before.weights !== 'imagenet' || weights === 'imagenet' || weights === 'random')
    return recipe;
  const [was, is] = [expectationOf(name, 'imagenet').scaling, expectationOf(name, weights).scaling];
  if (was === is) return recipe;
  const ranges = [was, is].map((mode) => RANGE_OF_MODE[mode].join(' to '));
  notes.push(
    `the weights '${weights}' expect ${ranges[1]}, those of the script ${ranges[0]}: its preprocess_input is repeated as the one of these weights`,
  );
  const translated = (steps: readonly ScalingStep[]): ScalingStep[] =>
    steps.map((step) => (step.step === 'preprocess_input' && step.mode === was ? { ...step, mode: is } : step));
  const { scaling, validationScaling } = recipe;
  return withChanges(recipe, {
    scaling: translated(scaling),
    validationScaling: validationScaling && translated(validationScaling),
  });
}

/** Fields with changes: one whose name has a dot changes a part of a field. */
function withChangedParts(
  fields: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const all = { ...fields };
  for (const [name, value] of Object.entries(changes)) {
    const dot = name.indexOf('.');
    const [field, part] = [name.slice(0, dot), name.slice(dot + 1)];
    const whole = Object.hasOwn(all, field) ? all[field] : undefined;
    // A part of what is no object is told as an unknown field.
    const isPart = dot > 0 && typeof whole === 'object' && whole !== null;
    if (isPart) all[field] = withChangedParts({ ...whole }, { [part]: value });
    else all[name] = value;
  }
  return all;
}

function exampleOf(field: string): string {
  const examples: Record<string, string> = {
    backbone: `--set 'backbone={"name":"VGG16","weights":"imagenet"}'`,
    scaling: `--set 'scaling=[{"step":"rescale","factor":0.00392156862745098}]'`,
  };
  return examples[field] ?? `--set ${field}=224`;
}
