import { chunks } from '../../base/chunks.js';
import type { Augmentation } from '../../preprocess/augmentation.js';
import { DEVIATION_EPSILON, type ScalingStep } from '../../preprocess/scaling.js';
import type { Recipe } from '../recipeType.js';
import { divisorOf, kwargs, py } from './python.js';

/** What a script's class of images needs. */
export interface UsedByImages {
  augmentation: boolean;
  mixup: boolean;
  balanced: boolean;
  shuffled: boolean;
  /** Whether the validation images have parts for selection and evaluation. */
  parts: boolean;
  /** Whether epochs are counted over several trainings. */
  phases: boolean;
  /** Whether an epoch has other batches than all. */
  stepsPerEpoch: boolean;
  /** Whether images.json lists the images. */
  listed: boolean;
}

/** The class `Images` of a script: lists, shuffles, loads, changes and scales the images of a split. */
export function imagesPart(recipe: Recipe, uses: UsedByImages): string {
  const options = optionsOf(uses);
  const epoch = uses.phases ? 'self.first_epoch + i // self.steps' : 'i // self.steps';
  const interpolation = recipe.interpolation === 'nearest' ? '' : `, interpolation=${py(recipe.interpolation)}`;
  return `
def pixels(path):
    return keras.utils.img_to_array(keras.utils.load_img(path, target_size=(HEIGHT, WIDTH)${interpolation}))


class Images(keras.utils.PyDataset):
    """Batches of images; all epochs of a training are one sequence, each in a new order."""

    def __init__(${['self', 'split', 'epochs=0', ...options.map(({ name, initial }) => `${name}=${initial}`), ...(uses.parts ? ['part=None'] : [])].join(', ')}):
        super().__init__()
${listing(uses)}
        self.training, self.epochs = epochs > 0, max(1, epochs)
${options.map(({ name }) => `        self.${name} = ${name}\n`).join('')}        self.steps = len(self.batches(0))${uses.stepsPerEpoch ? PER_EPOCH : ''}

    def batches(self, epoch):
        n, draw = len(self.labels), np.random.default_rng([SEED, epoch])
        order = ${orderOf(uses)}
${recipe.lastBatch === 'drop' ? '        n = max(1, n - BATCH_SIZE + 1) if self.training else n  # a last batch that is not full is dropped\n' : ''}        return [order[i : i + BATCH_SIZE] for i in range(0, n, BATCH_SIZE)]
${uses.balanced ? DRAWN_BY_CLASS : ''}
    def __len__(self):
        return ${uses.stepsPerEpoch ? 'self.per_epoch' : 'self.steps'} * self.epochs

    def __getitem__(self, i):
        chosen = self.batches(${epoch})[i % self.steps]
        x = np.stack([${uses.augmentation ? 'self.augmented(pixels(self.paths[k]))' : 'pixels(self.paths[k])'} for k in chosen])
        y = ${recipe.loss.name === 'SparseCategoricalCrossentropy' ? 'self.labels[chosen]' : 'keras.utils.to_categorical(self.labels[chosen], len(CLASSES))'}
${uses.mixup ? MIXUP : ''}${scalingPart(recipe)}        return x.astype("float32"), y
${uses.augmentation ? AUGMENTED : ''}`;
}

/** Arguments of the class that it keeps, with their defaults. */
function optionsOf(uses: UsedByImages): { name: string; initial: string }[] {
  const all = [
    { name: 'first_epoch', initial: '0', isUsed: uses.phases },
    { name: 'per_epoch', initial: 'None', isUsed: uses.stepsPerEpoch },
    { name: 'augmentation', initial: 'None', isUsed: uses.augmentation },
    { name: 'balanced', initial: 'False', isUsed: uses.balanced && uses.shuffled },
    { name: 'mixup', initial: '0.0', isUsed: uses.mixup },
  ];
  return all.filter(({ isUsed }) => isUsed);
}

/** Epochs of fewer or more batches go on where the one before ended. */
const PER_EPOCH = '\n        self.per_epoch = per_epoch or self.steps';

function listing({ listed, parts }: UsedByImages): string {
  if (listed) {
    const ofPart = parts ? ' and part in (None, image.get("part", part))' : '';
    return `        images = [image for image in IMAGES if image["split"] == split${ofPart}]
        self.paths = [image["path"] for image in images]
        self.labels = np.array([image["label"] for image in images])`;
  }
  return `        folders = [Path(args.data, split + "_set", name) for name in CLASSES]
        files = [sorted(path for path in folder.rglob("*.*") if path.suffix.lower() in FILES) for folder in folders]
        self.paths = sum(files, [])
        self.labels = np.repeat(np.arange(len(CLASSES)), [len(some) for some in files])`;
}

function orderOf({ balanced, shuffled }: UsedByImages): string {
  const drawn =
    balanced && shuffled ? '(self.drawn_by_class(draw) if self.balanced else draw.permutation(n))' : undefined;
  const one = balanced ? 'self.drawn_by_class(draw)' : 'draw.permutation(n)';
  return `${drawn ?? one} if self.training else np.arange(n)`;
}

const DRAWN_BY_CLASS = `
    def drawn_by_class(self, draw):
        """Classes take turns; each one shuffles its images again once all were used (Kang et al. 2020)."""
        classes = [c for c in range(len(CLASSES)) if (self.labels == c).any()]
        piles, turns, order = {c: [] for c in classes}, [], []
        for _ in self.labels:
            turns = turns or list(draw.permutation(classes))
            c = turns.pop()
            piles[c] = piles[c] or list(draw.permutation(np.flatnonzero(self.labels == c)))
            order.append(piles[c].pop())
        return np.array(order)
`;

const MIXUP = `        if self.mixup > 0:
            # Zhang et al. 2017
            share, partners = np.random.beta(self.mixup, self.mixup), np.random.permutation(len(chosen))
            x, y = share * x + (1 - share) * x[partners], share * y + (1 - share) * y[partners]
`;

const AUGMENTED = `
    def augmented(self, x):
        return self.augmentation.random_transform(x) if self.augmentation else x
`;

/** The lines that scale a batch, after which x is scaled: validation images in their own way where they have one. */
function scalingPart({ scaling, validationScaling }: Recipe): string {
  const lines = (steps: readonly ScalingStep[], indent: string): string =>
    steps.map((step) => `${indent}x = ${scaledBy(step)}\n`).join('');
  const indent = ' '.repeat(8);
  if (validationScaling === null) return lines(scaling, indent);
  const deeper = ' '.repeat(12);
  const inTraining = lines(scaling, deeper);
  const inValidation = lines(validationScaling, deeper);
  return [
    ...(inTraining === '' ? [] : [`${indent}if self.training:\n`, inTraining]),
    ...(inValidation === '' ? [] : [`${indent}if not self.training:\n`, inValidation]),
  ].join('');
}

function scaledBy(step: ScalingStep): string {
  switch (step.step) {
    case 'rescale': {
      const divisor = divisorOf(step.factor);
      return divisor === undefined ? `x * ${step.factor}` : `x / ${divisor}`;
    }
    case 'samplewise_center':
      return 'x - np.mean(x, axis=(-3, -2, -1), keepdims=True)';
    case 'samplewise_std_normalization':
      return `x / (np.std(x, axis=(-3, -2, -1), keepdims=True) + ${DEVIATION_EPSILON})`;
    case 'featurewise_center':
      return `x - np.array([${step.mean.join(', ')}])`;
    case 'featurewise_std_normalization':
      return `x / (np.array([${step.deviation.join(', ')}]) + ${DEVIATION_EPSILON})`;
    case 'preprocess_input':
      if (step.mode === 'unit') return 'x / 255';
      if (step.mode === 'lite') return '(x - 127) / 128';
      if (step.mode === 'none') return 'keras.applications.efficientnet.preprocess_input(x)';
      return `keras.applications.imagenet_utils.preprocess_input(x, mode="${step.mode}")`;
  }
}

/** Arguments on one line, or three on each of several. */
function wrapped(all: readonly string[], indent: string): string {
  if (all.length <= 3) return all.join(', ');
  return `\n${chunks(all.length, 3)
    .map((indices) => `${indent}    ${indices.map((i) => all[i]).join(', ')},\n`)
    .join('')}${indent}`;
}

/**
 * Writes an `ImageDataGenerator`; ranges with its defaults are left out.
 *
 * @param indent before its last line
 */
export function generatorOf(augmentation: Augmentation, indent: string): string {
  const ranges = {
    rotation_range: augmentation.rotationRange,
    width_shift_range: augmentation.widthShiftRange,
    height_shift_range: augmentation.heightShiftRange,
    shear_range: augmentation.shearRange,
    zoom_range: augmentation.zoomRange,
    horizontal_flip: augmentation.horizontalFlip,
    vertical_flip: augmentation.verticalFlip ?? false,
    channel_shift_range: augmentation.channelShiftRange ?? 0,
    brightness_range: augmentation.brightnessRange,
    fill_mode: augmentation.fillMode ?? 'nearest',
    cval: augmentation.cval ?? 0,
  };
  const changed = Object.entries(ranges).filter(([, value]) => value && value !== 'nearest');
  return `ImageDataGenerator(${wrapped(
    changed.map(([name, value]) => kwargs({ [name]: value })),
    indent,
  )})`;
}
