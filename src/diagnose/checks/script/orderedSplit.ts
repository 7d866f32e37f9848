import type { ImageFlow } from '../../../script/library/images/flow.js';
import { sortedColumn } from '../../../script/library/images/frame.js';
import { NESTED_LISTING } from '../../../script/library/images/rowChanges.js';
import { featuresOf } from '../../../script/reading/modelReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import type { Place } from '../../../script/syntax/ast.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Finds splits that cut images which stand class by class: the part holds classes that training never sees. */
export function orderedSplit(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => [
    ...lastRows(reading, stage),
    ...cutByHand(reading, stage),
    ...filesInOrder(reading, stage),
    ...sortedFrame(reading, stage),
  ]);
}

/** Row steps after which an order is another one, or is not known. */
const MIXES = ['shuffle', 'split', 'unknown', 'filter'];
const LISTING = /an item of (?:os\.listdir|os\.scandir|glob\.i?glob|sorted)\b/;

/** `fit(x, y, validation_split=...)` takes the last rows, and shuffles only the others. */
function lastRows(reading: ScriptReading, { validationSplit, call, place }: StageReading): Finding[] {
  const share = validationSplit?.value;
  const { flow } = call;
  if (share === undefined || share <= 0 || flow === undefined) return [];
  const order = classOrder(flow);
  if (order === undefined) return [];
  return [
    scriptFinding(reading, {
      check: 'ordered-split',
      severity: 'critical',
      summary: `validation_split=${share} takes the last rows, and these stand class by class: validation holds the last classes alone, and training lacks them.`,
      fix: 'Shuffle images and labels together before fit, or split with train_test_split(x, y, stratify=y).',
      at: [call.argPlaces.get('validation_split') ?? place, [order, 'in the order of the classes']],
    }),
  ];
}

/** Row steps that take rows which stand one after another. */
const CUTS = ['slice', 'take', 'skip'];

/** `x[:n]` and `x[n:]`, or `take` and `skip`, of rows that stand class by class. */
function cutByHand(reading: ScriptReading, { call: { flow, validationFlow } }: StageReading): Finding[] {
  const [training, validation] = [cutInOrder(flow), cutInOrder(validationFlow)];
  if (training === undefined || validation === undefined) return [];
  if (keyOf(training.order) !== keyOf(validation.order)) return [];
  return [
    scriptFinding(reading, {
      check: 'ordered-split',
      severity: 'critical',
      summary:
        'Training and validation are cut from images that stand class by class: each part holds some of the classes, and the others are missing from it.',
      fix: 'Shuffle images and labels together before the cut, or split with train_test_split(x, y, stratify=y).',
      at: [
        [validation.place, 'validation'],
        [training.place, 'training'],
        [training.order, 'in the order of the classes'],
      ],
    }),
  ];
}

/** Where rows in the order of the classes are cut; undefined where they are not, or where each part may hold all classes. */
function cutInOrder(flow: ImageFlow | undefined): { place: Place; order: Place } | undefined {
  if (flow === undefined) return undefined;
  const at = flow.rows.findIndex(({ kind }) => CUTS.includes(kind));
  const cut = flow.rows[at];
  // `[::5]` takes some of each class.
  if (cut === undefined || (cut.kind === 'slice' && (cut.step.value ?? 1) !== 1)) return undefined;
  const before = { ...flow, rows: flow.rows.slice(0, at) };
  const order = isFolderInOrder(before) ? flow.source.place : classOrder(before);
  return order === undefined ? undefined : { place: cut.place, order };
}

/** `image_dataset_from_directory(shuffle=False)`, whole: its files stand class by class. */
function isFolderInOrder({ kind, source, rows }: ImageFlow): boolean {
  const isWhole = (source.subset?.value ?? null) === null;
  return kind === 'dataset' && source.kind === 'folder' && isWhole && !rows.some((row) => MIXES.includes(row.kind));
}

/** Kinds of images that come in the order of their list. */
const ORDERED: readonly ImageFlow['kind'][] = ['arrays', 'dataset', 'script generator'];

/** Where it is decided that rows stand class by class; undefined where they do not, or where that is not known. */
function classOrder(flow: ImageFlow): Place | undefined {
  if (flow.rows.some(({ kind }) => MIXES.includes(kind))) return undefined;
  // Features of a folder's generator or dataset that does not shuffle.
  const from = featuresOf(flow)?.reaching;
  if (from?.source.kind === 'folder') {
    if (from.shuffle.value !== false) return undefined;
    // Of batches that a loop takes, the generator is the line to show.
    return from.kind === 'arrays' ? from.source.place : (from.shuffle.places.at(-1) ?? from.source.place);
  }
  if (from !== undefined) return classOrder(from);
  if (!ORDERED.includes(flow.kind)) return undefined;
  if (flow.source.kind !== 'files') return undefined;
  return isByClass(flow) || isSortedByLabel(flow) ? flow.source.place : undefined;
}

/** Names that scripts give to a column of labels. */
const LABELS = /class|label|categor|target|species|breed|^y$/i;

/** Whether images are those of the rows of a frame that is sorted by its labels. */
function isSortedByLabel({ source, rows }: ImageFlow): boolean {
  const column = sortedColumn(source.text);
  return column !== undefined && LABELS.test(column) && !rows.some(({ kind }) => kind === 'joined');
}

/** Whether a loop over folders of classes fills an array: the files of one folder, then those of the next one. */
function isByClass({ source, rows, labels }: ImageFlow): boolean {
  const joined = rows.find(({ kind }) => kind === 'joined');
  if (joined?.kind !== 'joined') return NESTED_LISTING.test(source.text);
  if (joined.isOfSame === true) return false;
  // Folders that the script names may be parts of one class, unless it gives each its number.
  const isNumbered = labels.form === 'integers' || labels.form === 'one-hot';
  return isNumbered && joined.text.split(', ').every((text) => LISTING.test(text) || NESTED_LISTING.test(text));
}

/** `image_dataset_from_directory(validation_split, shuffle=False)` cuts the files in their order: by class. */
function filesInOrder(reading: ScriptReading, { call: { flow, validationFlow } }: StageReading): Finding[] {
  const parts = [flow, validationFlow].filter((one) => one !== undefined);
  const ordered = parts.filter(
    ({ kind, source, rows }) =>
      kind === 'dataset' &&
      source.kind === 'folder' &&
      typeof source.validationSplit?.value === 'number' &&
      source.subset?.value !== null &&
      !rows.some((row) => row.kind === 'shuffle' && row.by === 'image_dataset_from_directory'),
  );
  const [first] = ordered;
  if (first === undefined || ordered.length < parts.length) return [];
  return [
    scriptFinding(reading, {
      check: 'ordered-split',
      severity: 'critical',
      summary:
        'With shuffle=False, validation_split takes the last files, which stand class by class: validation holds the last classes alone, and training lacks them.',
      fix: 'Leave shuffle out and give both parts the same seed; the order of the validation images does not change its accuracy.',
      at: [first.origin, ordered[1]?.origin],
    }),
  ];
}

/** `flow_from_dataframe` with a subset cuts the rows as they stand: validation has the first ones. */
function sortedFrame(reading: ScriptReading, { call: { flow } }: StageReading): Finding[] {
  if (flow?.kind !== 'dataframe generator' || flow.rows.some(({ kind }) => MIXES.includes(kind))) return [];
  const { source } = flow;
  const column = sortedColumn(source.text);
  if (column === undefined || column !== source.labelColumn || source.subset?.value !== 'training') return [];
  const share = source.validationSplit;
  if (typeof share?.value !== 'number' || share.value <= 0) return [];
  return [
    scriptFinding(reading, {
      check: 'ordered-split',
      severity: 'critical',
      summary: `validation_split=${share.value} takes the first rows of a frame that is sorted by '${column}': validation holds the first classes alone, and training lacks them.`,
      fix: 'Shuffle the rows before: `frame = frame.sample(frac=1, random_state=0)`.',
      at: [share.places.at(-1), [source.place, `sorted by '${column}'`], flow.origin],
    }),
  ];
}
