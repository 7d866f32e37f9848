import { isDeepStrictEqual } from 'node:util';
import type { Unfrozen } from '../backbones/pretrained/classifier.js';
import { dropoutOf, withDropout } from '../backbones/pretrained/head.js';
import { expectationOf } from '../backbones/pretrained/loadBackbone.js';
import { upperBlocks } from '../backbones/pretrained/upperBlocks.js';
import { formatFigure } from '../metrics/format.js';
import { type Augmentation, NO_AUGMENTATION } from '../preprocess/augmentation.js';
import { stepsOfMode } from '../preprocess/scaling.js';
import { type RecipeChanges, withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { withBackbone } from '../recipe/variants.js';
import type { Dimension, Range, Space } from './space.js';

/** Name of the value of the recipe that the search starts from, where practice has no name for it. */
export const AS_IN_RECIPE = 'as in the recipe';

/**
 * What is searched, from a recipe: every dimension has the recipe's own value among its values.
 *
 * @param backbones whose weights are at hand; that of the recipe need not be among them
 */
export function spaceOf(recipe: Recipe, backbones: readonly Recipe['backbone'][]): Space {
  const optional = [scalingDimension(recipe), policyDimension(recipe)].filter((one) => one !== undefined);
  const dimensions = [
    backboneDimension(recipe, backbones),
    ...optional,
    sizeDimension(recipe),
    unfrozenDimension(recipe),
    learningRateDimension(recipe),
    backboneRateDimension(recipe),
    augmentationDimension(recipe),
    balanceDimension(recipe),
    dropoutDimension(recipe),
    testTimeDimension(recipe),
  ];
  // Nothing to search where there is one choice.
  return { recipe, dimensions: dimensions.filter(({ range }) => range.kind === 'number' || range.choices.length > 1) };
}

/** A choice with a name, and what it changes. */
interface Choice {
  name: string;
  /** In a list of changes. Default: the title of the dimension and the name. */
  words?: string;
  changes: RecipeChanges;
  /** Whether it is what the recipe has. Default: its changes change nothing. */
  isOwn?: boolean;
}

/** A dimension of named choices; one more, `AS_IN_RECIPE`, where the recipe has none of them. */
function choiceDimension(
  recipe: Recipe,
  { choices, ...fields }: Omit<Dimension, 'range' | 'own' | 'change' | 'inWords'> & { choices: readonly Choice[] },
): Dimension {
  const keepsRecipe = ({ changes, isOwn }: Choice): boolean =>
    isOwn ?? isDeepStrictEqual(withChanges(recipe, changes), recipe);
  const own = choices.find(keepsRecipe)?.name ?? AS_IN_RECIPE;
  const names = choices.map(({ name }) => name);
  return {
    ...fields,
    own,
    range: { kind: 'choice', choices: names.includes(own) ? names : [AS_IN_RECIPE, ...names] },
    change: (changed, value) =>
      value === own ? changed : withChanges(changed, choices.find(({ name }) => name === value)!.changes),
    inWords: (value) => choices.find(({ name }) => name === value)?.words ?? `${fields.title} ${value}`,
  };
}

/** A range that has the recipe's own value in it. */
function numbers(low: number, high: number, own: number, isLog: boolean, step?: number): Range {
  return {
    kind: 'number',
    low: Math.min(low, own),
    high: Math.max(high, own),
    isLog,
    ...(step !== undefined && { step }),
  };
}

function backboneDimension(recipe: Recipe, backbones: readonly Recipe['backbone'][]): Dimension {
  const nameOf = ({ name, weights }: Recipe['backbone']): string => `${name} (${weights})`;
  const own = nameOf(recipe.backbone);
  const all = new Map([recipe.backbone, ...backbones].map((backbone) => [nameOf(backbone), backbone]));
  return {
    name: 'backbone',
    title: 'backbone',
    range: { kind: 'choice', choices: [...all.keys()] },
    source: 'ImageNet weights that are at hand without a download',
    own,
    change: (changed, value) => (value === own ? changed : withBackbone(changed, all.get(value as string)!)),
    beyond: {},
    inWords: (value) => String(value),
  };
}

/** Where the recipe scales otherwise than its weights expect. Other backbones have their own scaling in any case. */
function scalingDimension(recipe: Recipe): Dimension | undefined {
  const { name, weights } = recipe.backbone;
  const expected = stepsOfMode(expectationOf(name, weights).scaling);
  if (isDeepStrictEqual(recipe.scaling, expected)) return undefined;
  const dimension = choiceDimension(recipe, {
    name: 'scaling',
    title: 'scaling',
    source: 'preprocess_input of keras.applications',
    beyond: {},
    choices: [{ name: 'that of the weights', words: 'the scaling of the weights', changes: { scaling: expected } }],
  });
  return {
    ...dimension,
    change: (changed, value) =>
      isDeepStrictEqual(changed.backbone, recipe.backbone) ? dimension.change(changed, value) : changed,
  };
}

/** Where the recipe lets frozen batch normalization use the statistics of the batch. */
function policyDimension(recipe: Recipe): Dimension | undefined {
  const { batchNormalization } = recipe;
  if (batchNormalization === 'moving') return undefined;
  return choiceDimension(recipe, {
    name: 'batchNormalization',
    title: 'frozen batch normalization',
    source: 'Keras since 2.4',
    beyond: {},
    choices: [batchNormalization, 'moving' as const].map((policy) => ({
      name: policy,
      changes: { batchNormalization: policy },
    })),
  });
}

/** Side of the square with as many pixels, in pixels. */
const sideOf = ({ height, width }: Pick<Recipe, 'height' | 'width'>): number => Math.round(Math.sqrt(height * width));
const SIDE_STEP = 32;

function sizeDimension(recipe: Recipe): Dimension {
  const own = sideOf(recipe);
  return {
    name: 'size',
    title: 'side of the input',
    range: numbers(128, 320, own, true, SIDE_STEP),
    source:
      'from half to 1.4 times the size of the weights, as Touvron et al. 2019 vary it; in the shape of the recipe',
    own,
    change: (changed, value) => {
      if (value === own) return changed;
      const least = expectationOf(changed.backbone.name, changed.backbone.weights).leastSize;
      const factor = (value as number) / Math.sqrt(recipe.height * recipe.width);
      const scaled = (length: number): number => Math.min(1024, Math.max(least, Math.round(length * factor)));
      return withChanges(changed, { height: scaled(recipe.height), width: scaled(recipe.width) });
    },
    beyond: { low: 'try smaller images', high: 'try larger images' },
    inWords: (value) => `input of ${value}x${value} pixels`,
  };
}

const FROZEN: Unfrozen = { above: 'nothing', batchNormalization: false };

/** How much of the backbone trains, from nothing to everything; batch normalization stays frozen. */
function unfrozenDimension(recipe: Recipe): Dimension {
  const layers: Readonly<Record<string, (backbone: Recipe['backbone']) => Unfrozen>> = {
    nothing: () => FROZEN,
    'the last block': (backbone) => ({ ...FROZEN, above: upperBlocks(backbone).last }),
    'the last two blocks': (backbone) => ({ ...FROZEN, above: upperBlocks(backbone).lastTwo }),
    'the upper third': (backbone) => ({ ...FROZEN, above: upperBlocks(backbone).third }),
    everything: () => ({ ...FROZEN, above: 'everything' }),
  };
  const unfrozenOf = (value: string, backbone: Recipe['backbone']): Unfrozen =>
    layers[value]?.(backbone) ?? recipe.unfrozen;
  const dimension = choiceDimension(recipe, {
    name: 'unfrozen',
    title: 'unfrozen',
    source: 'the Keras guide "Transfer learning and fine-tuning"; Kornblith et al. 2019 compare frozen with everything',
    beyond: {},
    choices: Object.keys(layers).map((name) => ({
      name,
      words: name === 'nothing' ? 'the backbone frozen' : `${name} unfrozen`,
      changes: {},
      isOwn: isDeepStrictEqual(unfrozenOf(name, recipe.backbone), normalized(recipe.unfrozen)),
    })),
  });
  return {
    ...dimension,
    change: (changed, value) => {
      // Blocks have other names in other backbones, where `withBackbone` has frozen what it could not name.
      const isSame = isDeepStrictEqual(changed.backbone, recipe.backbone);
      if (value === dimension.own && (isSame || value === AS_IN_RECIPE)) return changed;
      return withChanges(changed, { unfrozen: unfrozenOf(value as string, changed.backbone) });
    },
  };
}

/** Where nothing trains, it does not matter whether batch normalization would. */
function normalized(unfrozen: Unfrozen): Unfrozen {
  return unfrozen.above === 'nothing' ? FROZEN : unfrozen;
}

function learningRateDimension(recipe: Recipe): Dimension {
  const [low, high] = recipe.optimizer.name === 'SGD' ? [1e-4, 1] : [1e-5, 0.1];
  return {
    name: 'learningRate',
    title: 'learning rate',
    range: numbers(low, high, recipe.learningRate, true),
    source: 'two decades to either side of the default of the optimizer in Keras',
    own: recipe.learningRate,
    change: (changed, value) => withChanges(changed, { learningRate: value as number }),
    beyond: { low: 'try lower learning rates', high: 'try higher learning rates' },
    inWords: (value) => `learning rate ${formatFigure(value as number, 2)}`,
  };
}

function backboneRateDimension(recipe: Recipe): Dimension {
  return {
    name: 'backboneRate',
    title: 'rate of the backbone',
    range: numbers(1e-3, 1, recipe.backboneRate, true),
    source: 'discriminative fine-tuning of Howard and Ruder 2018; 1 is the same rate as the head',
    own: recipe.backboneRate,
    change: (changed, value) => withChanges(changed, { backboneRate: value as number }),
    beyond: { low: 'try lower rates of the backbone' },
    isActive: ({ unfrozen }) => unfrozen.above !== 'nothing',
    inWords: (value) => `the backbone at ${formatFigure(value as number, 2)} times the rate of the head`,
  };
}

const FLIPS: Augmentation = { ...NO_AUGMENTATION, horizontalFlip: true };
const MILD: Augmentation = {
  ...FLIPS,
  rotationRange: 10,
  widthShiftRange: 0.05,
  heightShiftRange: 0.05,
  zoomRange: 0.1,
};
const STRONG: Augmentation = {
  rotationRange: 40,
  widthShiftRange: 0.2,
  heightShiftRange: 0.2,
  shearRange: 0.2,
  zoomRange: 0.2,
  horizontalFlip: true,
};

function augmentationDimension(recipe: Recipe): Dimension {
  return choiceDimension(recipe, {
    name: 'augmentation',
    title: 'augmentation',
    source:
      'strong: Keras blog "Building powerful image classification models using very little data"; mild: a quarter of it',
    beyond: { high: 'try stronger augmentation, such as mixup' },
    choices: [
      { name: 'none', words: 'no augmentation', changes: { augmentation: null } },
      { name: 'flips', words: 'horizontal flips', changes: { augmentation: FLIPS } },
      { name: 'mild', words: 'mild augmentation', changes: { augmentation: MILD } },
      { name: 'strong', words: 'strong augmentation', changes: { augmentation: STRONG } },
    ],
  });
}

function balanceDimension(recipe: Recipe): Dimension {
  return choiceDimension(recipe, {
    name: 'balance',
    title: 'balance of the classes',
    source: "class_weight='balanced' of scikit-learn; sampling of Kang et al. 2020",
    beyond: {},
    choices: [
      { name: 'none', words: 'classes not balanced', changes: { classWeight: 'none', sampling: 'shuffled' } },
      {
        name: 'class weights',
        words: 'balanced class weights',
        changes: { classWeight: 'balanced', sampling: 'shuffled' },
      },
      { name: 'balanced sampling', words: 'balanced sampling', changes: { classWeight: 'none', sampling: 'balanced' } },
    ],
  });
}

function dropoutDimension(recipe: Recipe): Dimension {
  const dropout = dropoutOf(recipe.head);
  return {
    name: 'dropout',
    title: 'dropout',
    range: numbers(0, 0.6, dropout, false),
    source: '0.5 of Srivastava et al. 2014 and a little more; 0.2 in the Keras guides',
    own: dropout,
    change: (changed, value) => withChanges(changed, { head: withDropout(changed.head, value as number) }),
    beyond: { high: 'try more dropout' },
    inWords: (value) => `dropout ${formatFigure(value as number, 2)}`,
  };
}

function testTimeDimension(recipe: Recipe): Dimension {
  return choiceDimension(recipe, {
    name: 'testTimeAugmentation',
    title: 'averaging of predictions',
    source: 'the mirror image of Krizhevsky et al. 2012',
    beyond: {},
    choices: [
      { name: 'none', words: 'one view of each validation image', changes: { testTimeAugmentation: null } },
      {
        name: 'with the mirror image',
        words: 'predictions averaged with the mirror image',
        changes: { testTimeAugmentation: { flip: true } },
      },
    ],
  });
}
