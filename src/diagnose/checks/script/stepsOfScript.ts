import { quotePlaces, scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import type { Expression, ParsedScript, Place } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { inEachStage } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Names that scripts give to the number of training images: `nb_train_samples`, `num_train`, `TRAIN_SIZE`. */
const COUNT =
  /^(n|nb|num|number|no|total)_?(of_)?train(ing)?(_?(samples|images|examples))?$|^train(ing)?_?(samples|images|count|size)$/i;
/** Share of the images below which an epoch is no epoch. A choice: `n // batch` loses less than a batch. */
export const LEAST_SHARE = 0.5;
/** The same for training on everything more than once in what is called an epoch. */
export const MOST_SHARE = 4;

/**
 * Finds epochs that see a part of the training images, where the script writes their number: `steps_per_epoch` times the batch
 * against it, or has them in an array. `samples_per_epoch` of Keras 1 counts images, as its name says: there, a number of batches is
 * too few.
 */
export function stepsOfScript(reading: ScriptReading): Finding[] {
  return [...dividedTwice(reading), ...batchesForImages(reading), ...ofWrittenCount(reading)];
}

/** `len(generator) // batch_size`: `len` of a generator, or of a dataset of batches, is the number of batches already. */
function dividedTwice(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ call, stepsPerEpoch, batchSize, place }) => {
    const steps = call.args.get('steps_per_epoch');
    const count = steps?.kind === 'unknown' ? steps.count : undefined;
    const size = batchSize.value;
    if (count?.of !== 'batches' || count.dividedBy === undefined || count.dividedBy !== size || size < 2) return [];
    return [
      {
        check: 'too-few-steps',
        severity: 'warning',
        effect: 1 - 1 / size,
        summary: `steps_per_epoch is the number of batches divided by the batch size again: an epoch sees one of ${size} batches.`,
        evidence: [],
        fix: { text: 'Leave steps_per_epoch out: Keras then takes all batches, `len(generator)`.' },
        places: quotePlaces(reading, [...(stepsPerEpoch?.places ?? []), batchSize.places[0], place]),
      },
    ];
  });
}

/** `samples_per_epoch=n // batch_size`: Keras 2 counts batches, even under that name, and Keras 1 images. */
function batchesForImages(reading: ScriptReading): Finding[] {
  if (!countsImages(reading)) return [];
  return inEachStage(reading, ({ call, stepsPerEpoch, batchSize, place }) => {
    const size = batchSize.value;
    if (stepsPerEpoch?.from !== 'unknown' || typeof size !== 'number' || size < 2) return [];
    // Rounded to whole batches, `n // 32 * 32` is a number of images again.
    const [, divisor] = /\/ (\d+)\)*(?: \+ 1)?\)*$/.exec(stepsPerEpoch.text) ?? [];
    if (Number(divisor) !== size) return [];
    return [
      {
        check: 'too-few-steps',
        severity: 'warning',
        effect: 1 - 1 / size,
        summary: `Keras 1 counts images in samples_per_epoch. Divided by the batch size, an epoch sees one of ${size} images.`,
        evidence: [],
        fix: { text: 'Give samples_per_epoch the number of images, without dividing it.' },
        places: quotePlaces(reading, [
          call.argPlaces.get('samples_per_epoch') ?? stepsPerEpoch.places.at(-1),
          batchSize.places[0],
          place,
        ]),
      },
    ];
  });
}

/** Whether an epoch is given in images, as in Keras 1. */
function countsImages({ keras }: ScriptReading): boolean {
  return keras.releases.every(({ flavor, major }) => flavor === 'keras' && major < 2);
}

function ofWrittenCount(reading: ScriptReading): Finding[] {
  const counts = scriptsOf(reading).flatMap((script) => writtenCounts(script, COUNT));
  return reading.stages.flatMap((stage): Finding[] => {
    const seen = seenImages(reading, stage);
    const counted = countOf(stage, counts);
    if (seen === undefined || counted === undefined || counted.value === 0 || stage.call.isRepeated) return [];
    const { value: images, place: at } = counted;
    const isArray = counted.place === stage.training?.origin;
    const share = seen / images;
    if (share >= LEAST_SHARE && share <= MOST_SHARE) return [];
    const steps = stage.stepsPerEpoch!;
    const amount = share < 1 ? `${Math.max(1, Math.round(100 * share))} %` : `${Number(share.toFixed(1))} times all`;
    return [
      {
        check: 'too-few-steps',
        severity: share < LEAST_SHARE ? 'warning' : 'info',
        effect: Math.max(0, 1 - share),
        summary: `An epoch is ${lengthOfEpoch(reading, stage)}, ${amount} of the ${images} ${isArray ? 'in the array' : 'that the script counts'}.`,
        evidence: [],
        fix: {
          text: countsImages(reading)
            ? 'Give samples_per_epoch the number of images: Keras 1 counts them, and no batches.'
            : 'Leave steps_per_epoch out, or write the number of images divided by the batch size.',
        },
        places: quotePlaces(reading, [steps.places.at(-1), at, stage.batchSize.places[0], stage.place]),
      },
    ];
  });
}

function lengthOfEpoch(reading: ScriptReading, { stepsPerEpoch, batchSize }: StageReading): string {
  const steps = stepsPerEpoch?.value ?? 0;
  if (countsImages(reading)) return `${steps} images`;
  return `${steps} steps of ${batchSize.value}: ${steps * (batchSize.value ?? 0)} images`;
}

interface Count {
  value: number;
  place: Place;
}

/** The number of training images: that of the array, or the one that the script writes out. */
function countOf({ training }: StageReading, written: readonly Count[]): Count | undefined {
  if (training?.kind === 'array generator' && training.count !== undefined)
    return { value: training.count, place: training.origin };
  // Two numbers of training images are those of two trainings, or of two sets.
  return new Set(written.map(({ value }) => value)).size === 1 ? written[0] : undefined;
}

function seenImages(reading: ScriptReading, { call, stepsPerEpoch, batchSize }: StageReading): number | undefined {
  const [steps, size] = [stepsPerEpoch?.value, batchSize.value];
  if (countsImages(reading)) return steps;
  const isCountOfImages = call.args.has('samples_per_epoch') && !call.args.has('steps_per_epoch');
  if (steps === undefined || size === undefined || size === null || isCountOfImages) return undefined;
  return steps * size;
}

/** Numbers that a script writes out under the name of a number of images. */
export function writtenCounts({ body }: ParsedScript, named: RegExp): Count[] {
  return [...walk(body)].flatMap((node) => {
    if (node.type !== 'Assign') return [];
    const { value, targets } = node;
    const isCount = targets.some((target: Expression) => target.type === 'Name' && named.test(target.id));
    return isCount && value.type === 'Constant' && typeof value.value === 'number'
      ? [{ value: value.value, place: node.place }]
      : [];
  });
}
