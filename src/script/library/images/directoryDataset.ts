import { table } from '../../../base/table.js';
import {
  type Arguments,
  constant,
  counted,
  isNone,
  list,
  tuple,
  type UnknownFields,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import {
  argumentReader,
  asNumberOrNone,
  asPath,
  asTextOrNone,
  asTruth,
  byDefault,
  mapRead,
  notRead,
  type Read,
  read,
} from '../read.js';
import { COLOR_MODES } from './colorModes.js';
import type { DataRows } from './data.js';
import { datasetValue, pair } from './dataset.js';
import type { FlowLabels, ImageSource, LabelForm, RowStep } from './flow.js';
import { BYTES, withStep } from './foldStep.js';
import { sizeOf } from './generatorFlows.js';
import { imagesValue } from './imageArray.js';
import { labelsValue } from './labels.js';

const PARAMETERS =
  'directory labels label_mode class_names color_mode batch_size image_size shuffle seed validation_split subset interpolation follow_links crop_to_aspect_ratio pad_to_aspect_ratio data_format format verbose'.split(
    ' ',
  );

/** `keras.utils.image_dataset_from_directory`: a dataset, or two with `subset='both'`. */
export function imageDatasetFromDirectory(args: Arguments, at: Place): Value {
  const settings = argumentReader(args, PARAMETERS, at);
  const subset = settings.read('subset', asTextOrNone, null);
  if (subset.value !== 'both') return oneDataset(settings, subset, true, at);
  return tuple(
    [
      oneDataset(
        settings,
        mapRead(subset, () => 'training'),
        true,
        at,
      ),
      // Keras never shuffles the second one.
      oneDataset(
        settings,
        mapRead(subset, () => 'validation'),
        false,
        at,
      ),
    ],
    at,
  );
}

type Settings = ReturnType<typeof argumentReader>;

function oneDataset(settings: Settings, subset: Read<string | null>, mayShuffle: boolean, at: Place): Value {
  const directory =
    settings.optional('directory', asPath) ?? notRead<string>('the call leaves it out', 'directory', at);
  const classNames = settings.optional('class_names', asTexts);
  const source: ImageSource = {
    kind: 'folder',
    text: directory.from === 'unknown' ? directory.text : directory.value,
    place: directory.places[0] ?? at,
    directory,
    validationSplit: settings.read('validation_split', asNumberOrNone, null),
    subset,
    ...(settings.read('subset', asTextOrNone, null).value === 'both' ? { isOfBoth: true } : {}),
    ...(classNames === undefined ? {} : { classNames }),
  };
  const batchSize = settings.read('batch_size', asNumberOrNone, 32);
  const data: DataRows = { source, rows: rowsOf(settings, batchSize, mayShuffle, at) };
  const images = imagesValue(
    { library: 'tensor', pixels: pixelsOf(settings, at), data, isOne: batchSize.value === null },
    at,
  );
  const labels = labelsOf(settings, classNames, at);
  const element = pair(images, labels.form === 'none' ? undefined : labelsValue(labels, at, data), at);
  return datasetValue({ element, data, attributes: attributesOf(source, at) }, at);
}

function asTexts(value: Value): string[] | undefined {
  if (value.kind !== 'sequence' || !value.isComplete) return undefined;
  return value.items.map((item) => (item.kind === 'constant' ? String(item.value) : ''));
}

function rowsOf(settings: Settings, batchSize: Read<number | null>, mayShuffle: boolean, at: Place): RowStep[] {
  const rows: RowStep[] = [];
  const shuffle = mayShuffle ? settings.read('shuffle', asTruth, true) : read(false, at);
  if (shuffle.value !== false) {
    rows.push({
      kind: 'shuffle',
      by: 'image_dataset_from_directory',
      seed: settings.read('seed', asNumberOrNone, null),
      bufferSize: mapRead(batchSize, (size) => (size === null ? 1024 : 8 * size)),
      reshufflesEachEpoch: byDefault(true, at),
      place: settings.place('shuffle'),
    });
  }
  if (batchSize.value !== null) {
    rows.push({
      kind: 'batch',
      size: batchSize,
      dropsRemainder: byDefault(false, at),
      place: settings.place('batch_size'),
    });
  }
  return rows;
}

function pixelsOf(settings: Settings, at: Place): ReturnType<typeof withStep> {
  const colorMode = settings.read('color_mode', (value) => asTextOrNone(value) ?? undefined, 'rgb');
  const decoded = withStep(
    { start: {}, steps: [] },
    {
      kind: 'decode',
      by: 'tf.image.decode_image',
      order: COLOR_MODES[colorMode.value ?? ''],
      dtype: 'uint8',
      range: BYTES,
    },
    settings.place('color_mode'),
  );
  const is = (name: string): boolean => settings.read(name, asTruth, false).value === true;
  return withStep(
    decoded,
    {
      kind: 'resize',
      by: 'image_dataset_from_directory',
      ...sizeOf(settings, 'image_size', at),
      interpolation: settings.read('interpolation', (value) => asTextOrNone(value)?.toLowerCase(), 'bilinear'),
      aspect: is('pad_to_aspect_ratio') ? 'padded' : is('crop_to_aspect_ratio') ? 'cropped' : 'stretched',
      dtype: 'float32',
    },
    settings.place('image_size'),
  );
}

const FORMS: Record<string, LabelForm> = table({ int: 'integers', categorical: 'one-hot', binary: 'binary' });

function labelsOf(settings: Settings, classNames: Read<readonly string[]> | undefined, at: Place): FlowLabels {
  const inferred = settings.value('labels');
  const mode = settings.read('label_mode', asTextOrNone, 'int');
  const isNull = isNone(inferred);
  const place = isNull ? settings.place('labels') : settings.place('label_mode');
  if (isNull) return { form: 'none', place, from: 'read' };
  if (mode.from === 'unknown') return { form: undefined, place, from: 'unknown', why: mode.why };
  const form = mode.value === null ? 'none' : FORMS[mode.value];
  if (form === undefined) return { form, place, from: 'unknown', why: `Keras has no label_mode='${mode.value}'` };
  const numClasses = classNames === undefined ? {} : { numClasses: mapRead(classNames, ({ length }) => length) };
  return { form, place: mode.from === 'default' ? at : place, from: mode.from, ...numClasses };
}

function attributesOf({ text, classNames }: ImageSource, at: Place): Map<string, Value> {
  const open = (what: string): Value & UnknownFields => unknown('the folder decides it', `${what} of ${text}`, at);
  const names = classNames?.value;
  const known =
    names === undefined
      ? counted({ of: 'classes', plus: 0 }, open('class_names'))
      : list(
          names.map((name) => constant(name, at)),
          at,
        );
  return new Map([
    ['class_names', known],
    ['file_paths', open('file_paths')],
  ]);
}
