import { pluralize } from '../../../base/text/pluralize.js';
import { nameOfScaling, sameScaling } from '../../../measure/model/scalingDivergences.js';
import { type Augmentation, changesNothing, NO_AUGMENTATION } from '../../../preprocess/augmentation.js';
import { SCALING_MODES, type ScalingStep, stepsOfMode } from '../../../preprocess/scaling.js';
import type { FieldInterventions, Intervention, Subject } from '../intervention.js';

/** The scaling that the weights were trained with, then the others. */
export function scalingField({ recipe, expectation }: Subject): FieldInterventions {
  const { scaling, backbone } = recipe;
  if (backbone.weights === 'random') return { isUsual: true, interventions: [] };
  const expected = stepsOfMode(expectation.scaling);
  const isUsual = sameScaling(scaling, expected);
  const others = SCALING_MODES.map((mode): ScalingStep[] => stepsOfMode(mode));
  const candidates = [expected, ...others].filter(
    (steps, i, all) => !sameScaling(steps, scaling) && all.findIndex((other) => sameScaling(other, steps)) === i,
  );
  return {
    isUsual,
    interventions: candidates.map((steps) => ({
      field: 'scaling',
      headline: `Images are scaled as ${nameOfScaling(scaling)}, not as ${nameOfScaling(steps)}`,
      change: `scaling ${nameOfScaling(steps)}`,
      patch: { scaling: steps },
      source: sameScaling(steps, expected)
        ? `the preprocess_input that the weights of ${backbone.name} were trained with`
        : 'the modes of keras.applications.imagenet_utils.preprocess_input',
      kind: 'repair',
    })),
  };
}

/** One scaling for training and validation. */
export function validationScalingField({ recipe }: Subject): FieldInterventions {
  const { scaling, validationScaling } = recipe;
  if (validationScaling === null || sameScaling(validationScaling, scaling))
    return { isUsual: true, interventions: [] };
  const [ofTraining, ofValidation] = [nameOfScaling(scaling), nameOfScaling(validationScaling)];
  const common = {
    field: 'validationScaling',
    headline: `Training images are scaled as ${ofTraining}, validation images as ${ofValidation}`,
    source: 'flow_from_directory and image_dataset_from_directory in Keras examples: one scaling for both splits',
    check: 'train-validation-mismatch',
    kind: 'repair',
  } as const;
  return {
    isUsual: false,
    interventions: [
      { ...common, change: `validation images scaled as ${ofTraining}, too`, patch: { validationScaling: null } },
      {
        ...common,
        change: `training images scaled as ${ofValidation}, too`,
        patch: { scaling: [...validationScaling], validationScaling: null },
      },
    ],
  };
}

/** Shortest side over longest side below which an image counts as much longer than wide. */
const ELONGATED = 0.67;
/** Share of the pixels that the weights were trained at, below which an input is small. */
const SMALL = 0.4;

/** Height and width: those that the weights were trained at, in the shape of the images. */
export function sizeField({ recipe, expectation, imageSize }: Subject): FieldInterventions {
  const { height, width } = recipe;
  const { defaultSize, leastSize } = expectation;
  const isSmall = height * width < SMALL * defaultSize ** 2;
  const turned = isTurned({ height, width }, imageSize);
  const ratio = Math.sqrt(imageSize.width / imageSize.height);
  const even = (length: number): number => Math.max(leastSize, Math.round(length));
  const shaped = { height: even(defaultSize / ratio), width: even(defaultSize * ratio) };
  const sizes = [
    ...(turned ? [{ height: width, width: height }] : []),
    { height: defaultSize, width: defaultSize },
    ...(Math.max(ratio, 1 / ratio) ** 2 > 1 / ELONGATED ? [shaped] : []),
  ].filter((size) => size.height !== height || size.width !== width);
  return {
    isUsual: !isSmall && !turned,
    interventions: sizes.map((size, i): Intervention => {
      const isTurning = turned && i === 0;
      return {
        field: 'size',
        headline: isTurning
          ? 'Height and width of the input are swapped'
          : `The input of ${height}x${width} does not suit the weights`,
        change: `input of ${size.height}x${size.width}`,
        patch: size,
        source: isTurning ? 'the shape of the image files' : 'the input size that the weights were trained at',
        ...(isTurning && { check: 'height-width-swapped' }),
        kind: isSmall || isTurning ? 'repair' : 'improvement',
      };
    }),
  };
}

/** Whether the input lies the other way round than the images. */
function isTurned(input: Subject['imageSize'], images: Subject['imageSize']): boolean {
  const [of, from] = [input.height / input.width, images.height / images.width];
  return (
    Math.abs(Math.log(of)) > -Math.log(ELONGATED) &&
    Math.abs(Math.log(from)) > -Math.log(ELONGATED) &&
    of > 1 !== from > 1
  );
}

export function interpolationField({ recipe }: Subject): FieldInterventions {
  const other = recipe.interpolation === 'nearest' ? 'bilinear' : 'nearest';
  return {
    isUsual: true,
    interventions: [
      {
        field: 'interpolation',
        headline: `Images are resized by ${recipe.interpolation}`,
        change: `resized by ${other}`,
        patch: { interpolation: other },
        source: 'the defaults of image_dataset_from_directory (bilinear) and flow_from_directory (nearest)',
        kind: 'repair',
      },
    ],
  };
}

/** The parts of an augmentation, each with what changes nothing, and what most tutorials stay within. */
const PARTS: readonly { name: string; of: (keyof Augmentation)[]; isUsual(of: Augmentation): boolean }[] = [
  { name: 'rotation', of: ['rotationRange'], isUsual: ({ rotationRange }) => rotationRange <= 40 },
  {
    name: 'shifts',
    of: ['widthShiftRange', 'heightShiftRange'],
    isUsual: ({ widthShiftRange, heightShiftRange }) => widthShiftRange <= 0.2 && heightShiftRange <= 0.2,
  },
  { name: 'shear', of: ['shearRange'], isUsual: ({ shearRange }) => shearRange <= 20 },
  { name: 'zoom', of: ['zoomRange'], isUsual: ({ zoomRange }) => within(zoomRange, 0.7, 1.3) },
  { name: 'horizontal flips', of: ['horizontalFlip'], isUsual: () => true },
  { name: 'vertical flips', of: ['verticalFlip'], isUsual: ({ verticalFlip = false }) => !verticalFlip },
  {
    name: 'shifts of color',
    of: ['channelShiftRange'],
    isUsual: ({ channelShiftRange = 0 }) => channelShiftRange <= 50,
  },
  {
    name: 'brightness',
    of: ['brightnessRange'],
    isUsual: ({ brightnessRange }) => within(brightnessRange ?? 0, 0.5, 1.5),
  },
];

function within(range: Augmentation['zoomRange'], low: number, high: number): boolean {
  const [from, to] = typeof range === 'number' ? [1 - range, 1 + range] : range;
  return from >= low - 1e-9 && to <= high + 1e-9;
}

/** Without augmentation; then without each of its parts; horizontal flips where there is none. */
export function augmentationField({ recipe }: Subject): FieldInterventions {
  const { augmentation } = recipe;
  const source = 'the ranges of the Keras guide "Image classification from scratch" and of ImageDataGenerator examples';
  if (augmentation === null) {
    return {
      isUsual: true,
      interventions: [
        {
          field: 'augmentation',
          headline: 'Images are not augmented',
          change: 'horizontal flips',
          patch: { augmentation: { ...NO_AUGMENTATION, horizontalFlip: true } },
          source,
          kind: 'improvement',
        },
      ],
    };
  }
  const used = PARTS.filter(({ of }) => {
    const alone = Object.fromEntries(of.map((key) => [key, augmentation[key] ?? NO_AUGMENTATION[key]]));
    return !changesNothing({ ...NO_AUGMENTATION, ...alone });
  });
  const unusual = used.filter(({ isUsual }) => !isUsual(augmentation));
  const without = (parts: typeof used): Augmentation => {
    const keys = new Set(parts.flatMap(({ of }) => of));
    const left = Object.fromEntries(
      Object.entries(augmentation).filter(([key]) => !keys.has(key as keyof Augmentation)),
    );
    return { ...NO_AUGMENTATION, ...left };
  };
  const all: Intervention = {
    field: 'augmentation',
    headline: 'The augmentation is too strong',
    change: 'no augmentation',
    patch: { augmentation: null },
    source: 'training without augmentation, the baseline that any augmentation has to beat',
    check: 'augmentation-too-strong',
    kind: 'repair',
  };
  const parts = used.map(
    (part): Intervention => ({
      field: 'augmentation',
      headline: `The augmentation by ${part.name} is too strong`,
      change: `augmentation without ${part.name}`,
      patch: { augmentation: without([part]) },
      source,
      check: 'augmentation-too-strong',
      kind: 'repair',
    }),
  );
  // The unusual parts together, where several are: one alone leaves the others.
  const several: Intervention[] =
    unusual.length > 1 && unusual.length < used.length
      ? [
          {
            ...all,
            change: `augmentation without ${pluralize(unusual.length, 'part')} beyond the usual ranges`,
            patch: { augmentation: without(unusual) },
            source,
          },
        ]
      : [];
  return { isUsual: unusual.length === 0, interventions: [all, ...several, ...(used.length > 1 ? parts : [])] };
}

export function testTimeAugmentationField({ recipe }: Subject): FieldInterventions {
  if (recipe.testTimeAugmentation !== null) {
    return {
      isUsual: true,
      interventions: [
        {
          field: 'testTimeAugmentation',
          headline: 'Predictions are averaged over views that mislead',
          change: 'one view of each validation image',
          patch: { testTimeAugmentation: null },
          source: 'model.predict of Keras',
          kind: 'repair',
        },
      ],
    };
  }
  return {
    isUsual: true,
    interventions: [
      {
        field: 'testTimeAugmentation',
        headline: 'Predictions are of one view each',
        change: 'predictions averaged with those of the mirror image',
        patch: { testTimeAugmentation: { flip: true } },
        source: 'Krizhevsky et al. 2012',
        kind: 'improvement',
      },
    ],
  };
}
