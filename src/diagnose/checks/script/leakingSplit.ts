import { firstOfEach } from '../../../base/group.js';
import { percentOf } from '../../../metrics/format.js';
import { isDraw } from '../../../script/evaluate/draws.js';
import type { ImageFlow, RowStep } from '../../../script/library/images/flow.js';
import { areOfTwoRuns, type Read } from '../../../script/library/read.js';
import { type NotedPlace, scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { walk } from '../../../script/syntax/walk.js';
import { cutText, isSameSet, isSameSource } from '../../evidence/imageSets.js';
import { overlappingSlices } from '../../evidence/overlappingSlices.js';
import { namesInWords } from '../../evidence/pixelSteps.js';
import { faultKey, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Finds validation images that are trained on too, by how the script splits them. */
export function leakingSplit(reading: ScriptReading): Finding[] {
  return firstOfEach(
    leaksOf(reading).map(({ finding }) => finding),
    faultKey,
  );
}

/** A training whose validation images are trained on, and how that comes. */
export interface Leak {
  stage: StageReading;
  kind: 'reshuffled' | 'no subset' | 'shares' | 'seeds' | 'one in order' | 'part' | 'same images' | 'copies';
  finding: Finding;
}

/** Each training that leaks. */
export function leaksOf(reading: ScriptReading): Leak[] {
  const uses = reading.uses.filter(({ kind }) => kind === 'evaluate');
  // A dataset that is evaluated after each of many fits is one part: each fit is compared with all of them.
  const evaluated = firstOfEach(
    uses.flatMap(({ flow }) => cutPart('evaluation', flow)),
    ({ flow }) => flow.rows,
  );
  return reading.stages.flatMap((stage) => {
    const { flow: training, validationFlow: validation } = stage.call;
    const parts = [...cutPart('training', training), ...cutPart('validation', validation), ...evaluated];
    const found =
      cutAfterShuffle(reading, parts) ?? copiesBeforeCut(reading, stage) ?? leakBetween(reading, training, validation);
    return found === undefined ? [] : [{ stage, ...found }];
  });
}

type Found = Omit<Leak, 'stage'>;

function leakBetween(
  reading: ScriptReading,
  training: ImageFlow | undefined,
  validation: ImageFlow | undefined,
): Found | undefined {
  if (training === undefined || validation === undefined || !isSameSource(reading, training, validation))
    return undefined;
  const pair: Pair = { reading, training, validation };
  // Which rows a loop or a set picks of a shuffled list is not followed: slices of it alone are compared.
  if (isOfShuffledList(training) || isOfShuffledList(validation)) return slicesOverlap(pair);
  const found = subsetsOverlap(pair) ?? seedsDiffer(pair) ?? partOfTraining(pair);
  return found ?? (isCut(pair) ? undefined : sameImages(pair));
}

function leak(
  reading: ScriptReading,
  kind: Leak['kind'],
  found: Omit<Parameters<typeof scriptFinding>[1], 'check'>,
): Found {
  return { kind, finding: scriptFinding(reading, { check: 'leaking-split', ...found }) };
}

/** Images that the script cuts off after a shuffle, and uses for something. */
interface Part {
  name: 'training' | 'validation' | 'evaluation';
  flow: ImageFlow;
  /** Draws a new order at each pass. */
  shuffle: Shuffle;
}

function cutPart(name: Part['name'], flow: ImageFlow | undefined): Part[] {
  if (flow === undefined) return [];
  const shuffle = reshuffledBeforeCut(flow.rows);
  return shuffle === undefined ? [] : [{ name, flow, shuffle }];
}

interface Pair {
  reading: ScriptReading;
  training: ImageFlow;
  validation: ImageFlow;
}

const CUTS = ['take', 'skip', 'split', 'slice', 'filter', 'shard', 'unknown'];

function isCut({ training, validation }: Pair): boolean {
  const subset = (flow: ImageFlow): boolean => flow.source.subset !== undefined && flow.source.subset.value !== null;
  return (
    [...training.rows, ...validation.rows].some(({ kind }) => CUTS.includes(kind)) ||
    subset(training) ||
    subset(validation)
  );
}

/** Whether a flow reads files of a list that the script shuffles in place. */
function isOfShuffledList({ source, rows }: ImageFlow): boolean {
  return source.kind === 'files' && rows.some((row) => row.kind === 'shuffle' && row.by === 'shuffle');
}

/** Slices of one list that share rows, or between which it is shuffled again. */
function slicesOverlap({ reading, training, validation }: Pair): Found | undefined {
  const found = overlappingSlices(validation, training);
  if (found === undefined) return undefined;
  const [ofValidation, ofTraining] = found.slices;
  return leak(reading, 'part', {
    severity: 'critical',
    summary: 'Training and validation are slices of one list that share rows: validation images are trained on.',
    fix: 'Shuffle once, and take two slices that do not overlap: files[:n] and files[n:].',
    at: [
      [ofValidation.place, 'validation'],
      [ofTraining.place, 'training'],
    ],
  });
}

function originsOf({ training, validation }: Pair): NotedPlace[] {
  return [
    [validation.origin, 'validation'],
    [training.origin, 'training'],
  ];
}

function sameImages(pair: Pair): Found {
  return leak(pair.reading, 'same images', {
    severity: 'critical',
    summary: `Training and validation read the same images (${pair.training.source.text}): the validation accuracy is that of the training images.`,
    fix: 'Validate on images that are not trained on: another folder, or validation_split with subset.',
    at: originsOf(pair),
  });
}

/** Images and changed copies of them, such as mirrored ones, that are put together before the split. */
function copiesBeforeCut(reading: ScriptReading, { call, validationSplit }: StageReading): Found | undefined {
  const { flow: training, validationFlow: validation } = call;
  const rows = training?.rows ?? [];
  const at = rows.findIndex((row) => row.kind === 'joined' && row.isOfSame === true);
  const joined = rows[at];
  if (joined === undefined) return undefined;
  const isInBoth = validation?.rows.some((row) => row.kind === 'joined' && keyOf(row.place) === keyOf(joined.place));
  const cut = rows.slice(at).find(({ kind }) => PARTS.includes(kind))?.place;
  const splitAt = isInBoth ? cut : validation === undefined ? validationSplit?.places[0] : undefined;
  if (splitAt === undefined) return undefined;
  return leak(reading, 'copies', {
    severity: 'critical',
    summary:
      'Images and changed copies of them are put together before the split: most validation images have a copy of theirs in training.',
    fix: 'Split first, and augment the training part alone.',
    at: [
      [joined.place, 'images and their copies'],
      [splitAt, 'the split'],
    ],
  });
}

type Shuffle = RowStep & { kind: 'shuffle' };

/** `take` and `skip` after a shuffle that draws a new order at each pass: each pass cuts elsewhere. */
function cutAfterShuffle(reading: ScriptReading, parts: readonly Part[]): Found | undefined {
  const sharing = parts.filter(({ flow }) => parts.some((other) => areTwoParts(reading, flow, other.flow)));
  const [first] = sharing;
  if (first === undefined) return undefined;
  const isLocal = first.shuffle.by === 'image_dataset_from_directory';
  const isTrainedOn = sharing.some(({ name }) => name === 'training');
  // A few images that selected the epoch and are evaluated too change no result.
  if (isLocal && !isTrainedOn) return undefined;
  const names = namesInWords(sharing);
  return leak(reading, 'reshuffled', {
    severity: isTrainedOn ? (isLocal ? 'warning' : 'critical') : 'info',
    summary: isLocal
      ? `take and skip cut a dataset that image_dataset_from_directory shuffles anew at each pass, within 8 batches: images near a cut change between ${names}.`
      : `take and skip cut a dataset that is shuffled anew at each pass: images change between ${names} from pass to pass.`,
    fix: isLocal
      ? 'Split with validation_split, subset and one seed; or load with shuffle=False, and shuffle the training part after the cut.'
      : 'Write shuffle(..., reshuffle_each_iteration=False) before the cut, and shuffle the training part after it.',
    at: [
      [first.shuffle.place, 'a new order at each pass'],
      ...sharing.map(({ name, flow }) => [flow.rows.find(isTakeOrSkip)?.place, name] as const),
    ],
  });
}

function isTakeOrSkip({ kind }: RowStep): boolean {
  return kind === 'take' || kind === 'skip';
}

/** Whether two flows are cut from the same images in different ways. */
function areTwoParts(reading: ScriptReading, left: ImageFlow, right: ImageFlow): boolean {
  return isSameSet(reading, left, right) && cutText(left) !== cutText(right);
}

/** Row steps that change the order or the batches of images, and leave none out. */
const WHOLE = ['shuffle', 'batch', 'unbatch', 'prefetch', 'cache', 'repeat'];
/** Row steps that leave images out. */
const PARTS = ['take', 'skip', 'split', 'slice'];

/** Validation on a part of what is trained on whole: `fit(x, y, validation_data=(x[:100], y[:100]))`. */
function partOfTraining({ reading, training, validation }: Pair): Found | undefined {
  if (!isSameSet(reading, training, validation)) return undefined;
  const isWhole = training.rows.every(({ kind }) => WHOLE.includes(kind));
  const part = validation.rows.find(({ kind }) => PARTS.includes(kind));
  const isKnown = validation.rows.every(({ kind }) => WHOLE.includes(kind) || PARTS.includes(kind));
  if (!isWhole || !isKnown || part === undefined) return undefined;
  return leak(reading, 'part', {
    severity: 'critical',
    summary:
      'Validation takes a part of the images, and training takes all of them: each validation image is trained on.',
    fix: 'Train on the other part alone.',
    at: [
      [part.place, 'validation, a part'],
      [training.origin, 'training, all'],
    ],
  });
}

/** The shuffle before the first cut; a `cache` between them keeps one order. */
function reshuffledBeforeCut(rows: readonly RowStep[]): Shuffle | undefined {
  const cut = rows.findIndex(isTakeOrSkip);
  if (cut === -1) return undefined;
  const before = rows.slice(0, cut);
  const at = before.map(({ kind }) => kind).lastIndexOf('shuffle');
  const shuffle = before[at];
  if (shuffle?.kind !== 'shuffle' || shuffle.reshufflesEachEpoch.value !== true) return undefined;
  return before.slice(at).some(({ kind }) => kind === 'cache') ? undefined : shuffle;
}

/** Subsets that are not the two parts of one split. */
function subsetsOverlap(pair: Pair): Found | undefined {
  const { reading } = pair;
  const [ofTraining, ofValidation] = [pair.training.source, pair.validation.source];
  const subsets = [ofTraining.subset?.value, ofValidation.subset?.value];
  if (subsets[1] === 'validation' && subsets[0] === null) {
    return leak(reading, 'no subset', {
      severity: 'critical',
      summary: "Training has no subset: it reads all images, those of subset='validation' too.",
      fix: "Give the training images subset='training' and the same validation_split.",
      at: originsOf(pair).reverse(),
    });
  }
  if (subsets[0] !== 'training' || subsets[1] !== 'validation') return undefined;
  const [first, second] = [ofTraining.validationSplit?.value, ofValidation.validationSplit?.value];
  if (typeof first !== 'number' || typeof second !== 'number' || second <= first) return undefined;
  return leak(reading, 'shares', {
    severity: 'critical',
    summary: `Validation takes ${percentOf(second)} of the images, but training leaves out ${percentOf(first)}: ${percentOf(second - first)} are in both.`,
    fix: 'Give both the same validation_split.',
    at: originsOf(pair),
  });
}

/** `image_dataset_from_directory` shuffles the files by its seed before it cuts: another order is another cut. */
function seedsDiffer(pair: Pair): Found | undefined {
  const { reading, training, validation } = pair;
  const isParts = training.source.subset?.value === 'training' && validation.source.subset?.value === 'validation';
  if (!isParts || training.kind !== 'dataset' || validation.kind !== 'dataset') return undefined;
  if (training.source.isOneOfBoth && validation.source.isOneOfBoth) return undefined;
  const [first, second] = [training, validation].map(ownShuffle);
  if ((first === undefined) !== (second === undefined)) {
    return leak(reading, 'one in order', {
      severity: 'critical',
      summary:
        'One part is cut from shuffled files and the other from files in order: they overlap, and the part in order holds whole classes only.',
      fix: 'Give both parts the same seed, and shuffle=True or leave it out.',
      at: originsOf(pair),
    });
  }
  const [a, b] = [first?.seed, second?.seed];
  if (a !== undefined && b !== undefined && areDrawn(reading, a, b)) {
    return leak(reading, 'seeds', {
      severity: 'critical',
      summary:
        'The seed is drawn anew for each of the two parts: the files are in another order, so the parts overlap.',
      fix: 'Draw one seed before, or write a number, and give it to both parts.',
      at: [
        [b.places.at(-1)!, 'validation'],
        [a.places.at(-1)!, 'training'],
        [validation.origin, 'validation'],
      ],
    });
  }
  if (typeof a?.value !== 'number' || typeof b?.value !== 'number' || a.value === b.value) return undefined;
  return leak(reading, 'seeds', {
    severity: 'critical',
    summary: `The two parts are cut with the seeds ${a.value} and ${b.value}: the files are in another order, so the parts overlap.`,
    fix: 'Give both parts the same seed.',
    at: [
      [b.places.at(-1)!, 'validation'],
      [a.places.at(-1)!, 'training'],
    ],
  });
}

/** What gives another seed each time it runs. */
function isDrawnSeed({ from, ...seed }: Read<number | null>): boolean {
  return (
    from === 'unknown' && 'text' in seed && (isDraw(seed.text) || /\b(?:time|time_ns|now|urandom)\(/.test(seed.text))
  );
}

/** Whether two seeds come from two draws, or one of them from a draw and the other from a number. */
function areDrawn(reading: ScriptReading, a: Read<number | null>, b: Read<number | null>): boolean {
  if (!isDrawnSeed(a) && !isDrawnSeed(b)) return false;
  if (isDrawnSeed(a) && isDrawnSeed(b)) return areOfTwoRuns(a, b) && !seedsAnew(reading);
  return typeof a.value === 'number' || typeof b.value === 'number';
}

/** Whether a function of the script seeds what draws: two draws may then be alike. */
function seedsAnew(reading: ScriptReading): boolean {
  return scriptsOf(reading).some(({ body }) =>
    [...walk(body)].some(
      (node) =>
        node.type === 'FunctionDef' &&
        [...walk(node.body)].some(
          (inner) => inner.type === 'Attribute' && /^(?:seed|set_seed|set_random_seed)$/.test(inner.attr),
        ),
    ),
  );
}

/** The shuffle of the files of a folder; undefined where they stay in order. */
function ownShuffle({ rows }: ImageFlow): Shuffle | undefined {
  return rows.find((row): row is Shuffle => row.kind === 'shuffle' && row.by === 'image_dataset_from_directory');
}
