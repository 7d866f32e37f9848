// Packs recordings of record.py into src/script/keras/recorded*.ts: `node pack.mjs FOLDER`. What FOLDER lacks of a
// recording stays as it is packed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const ROOM = path.join(import.meta.dirname, '../../../../src/script/keras');
const LINE = 116;

/** A table of what each recording holds: values once, and for each key the value's place by recording, -1 for none. */
export function tableOf(recordings, entriesOf) {
  const values = [];
  const placeOf = new Map();
  const rows = {};
  recordings.forEach((recording, index) => {
    for (const [key, value] of entriesOf(recording)) {
      const text = JSON.stringify(value);
      if (!placeOf.has(text)) placeOf.set(text, values.push(value) - 1);
      rows[key] ??= recordings.map(() => -1);
      rows[key][index] = placeOf.get(text);
    }
  });
  return { values, rows };
}

export function packed(value) {
  const text = Buffer.from(JSON.stringify(value));
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } };
  return brotliCompressSync(text, options).toString('base64');
}

export function unpacked(text) {
  return JSON.parse(brotliDecompressSync(Buffer.from(text, 'base64')).toString('utf8'));
}

/** Writes a module with one constant, in lines of a length that a reader of the diff can pass over. */
export function writeModule(file, name, doc, value) {
  const lines = packed(value).match(new RegExp(`.{1,${LINE}}`, 'g'));
  const body = lines.map((line) => `  '${line}'`).join(' +\n');
  const text = `// Written by test/script/keras/record/pack.mjs.\n\n/** ${doc} */\nexport const ${name}: string =\n${body};\n`;
  writeFileSync(path.join(ROOM, file), text);
  return text.length;
}

function recordingsIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ id: name.slice(0, -5), ...JSON.parse(readFileSync(path.join(folder, name), 'utf8')) }));
}

/** Flavor and version of a recording: "keras 2.2.4" is Keras', "tf 2.10.0" TensorFlow's. */
function releaseOf({ id, version }) {
  const [name, number] = version.split(' ');
  const [major, minor, patch] = number.split('.');
  // The package keras 2.4 to 2.15 is TensorFlow's code; its recordings are named for their TensorFlow.
  const tensorflow = /^keras-tf(\d+)\.(\d+)$/.exec(id);
  if (tensorflow !== null) return { flavor: 'tf.keras', version: `${tensorflow[1]}.${tensorflow[2]}` };
  if (name === 'tf_keras') return { flavor: 'tf.keras', version: '2.15' };
  if (name === 'tf') return Number(minor) >= 16 ? undefined : { flavor: 'tf.keras', version: `${major}.${minor}` };
  return { flavor: 'keras', version: Number(major) === 2 ? `${major}.${minor}.${patch}` : `${major}.${minor}` };
}

function packNames(folder) {
  const recordings = recordingsIn(folder).map((recording) => ({
    root: recording.root,
    // `tf.keras` of TensorFlow 2.21 was recorded with Keras 3.15.
    release: releaseOf(recording) ?? { flavor: 'keras', version: '3.15' },
    names: new Set(recording.names),
  }));
  const names = [
    ...new Set(recordings.flatMap(({ root, names: found }) => [...found].map((name) => `${root}.${name}`))),
  ].sort();
  const sets = new Map();
  const setOf = Object.fromEntries(
    names.map((name) => {
      const holding = recordings.flatMap(({ root, names: found }, index) =>
        name.startsWith(`${root}.`) && found.has(name.slice(root.length + 1)) ? [index] : [],
      );
      const key = holding.join();
      if (!sets.has(key)) sets.set(key, { place: sets.size, holding });
      return [name, sets.get(key).place];
    }),
  );
  const value = {
    recordings: recordings.map(({ root, release }) => ({ root, ...release })),
    sets: [...sets.values()].map(({ holding }) => holding),
    names: setOf,
  };
  const doc = 'Public names of Keras by version, packed; see publicNames.ts.';
  return writeModule('recordedNames.ts', 'RECORDED_NAMES', doc, value);
}

/** Arguments that only pass a module on: keras_applications is given Keras' own. */
const PASSED_ON = new Set(['backend', 'layers', 'models', 'utils', 'engine']);

function packSignatures(folder) {
  const recordings = recordingsIn(folder).flatMap((recording) => {
    const release = releaseOf(recording);
    return release === undefined ? [] : [{ release, ...recording }];
  });
  const { values, rows } = tableOf(recordings, ({ callables, models }) => [
    ...Object.entries(callables),
    ...Object.entries(models).flatMap(([name, { signature }]) =>
      Array.isArray(signature) && !signature[0][0].startsWith('*')
        ? [[`applications.${name}`, signature.filter(([argument]) => !PASSED_ON.has(argument))]]
        : [],
    ),
  ]);
  const doc = "Arguments of Keras' functions by version, packed; see signatures.ts.";
  return writeModule('recordedSignatures.ts', 'RECORDED_SIGNATURES', doc, {
    recordings: recordings.map(({ release }) => release),
    values,
    rows,
  });
}

/** The name that Keras gives a layer of a class without one: `conv2d` of `Conv2D` (Keras' `to_snake_case`). */
function nameOfClass(className) {
  if (className === 'InputLayer') return 'input(_layer)?';
  return className
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Whether a layer's name has a number that counts the layers built before; TensorFlow names operations alike. */
function isAutoNamed(name, className) {
  if (className === 'TFOpLambda' || className === 'TensorFlowOpLayer') return true;
  // Keras 1 only lowers the case: `batchnormalization_1`.
  return new RegExp(`^(${nameOfClass(className)}|${className.toLowerCase()})(_\\d+)?$`).test(name);
}

const AVERAGE = ['global_average_pooling2d', 'GlobalAveragePooling2D', 'avg_pool'];
const MAXIMUM = ['global_max_pooling2d', 'GlobalMaxPooling2D', 'max_pool'];

/** One layer a line: name, class, and a star if it is named by count. */
function listText(layers) {
  return layers.map(([name, className]) => `${name} ${className}${isAutoNamed(name, className) ? '*' : ''}`).join('\n');
}

/** What a variant adds to, or takes from, the plain list of the model of its family that was recorded with it. */
function derivedFrom(plain, variant) {
  let start = 0;
  while (start < plain.length && String(plain[start]) === String(variant[start])) start++;
  let end = 0;
  const most = Math.min(plain.length, variant.length) - start;
  while (end < most && String(plain.at(-1 - end)) === String(variant.at(-1 - end))) end++;
  return { start, end, cut: plain.length - start - end, added: variant.slice(start, variant.length - end) };
}

/** The same change in another list, counted from the side that it is nearer to. */
function applied(list, { start, end, cut, added }) {
  const at = start <= end ? start : list.length - end - cut;
  return [...list.slice(0, at), ...added, ...list.slice(at + cut)];
}

/** Of each family the model that was recorded with all variants. */
const RECORDED_WHOLE = {
  EfficientNetV2: 'EfficientNetV2B0',
  EfficientNet: 'EfficientNetB0',
  ConvNeXt: 'ConvNeXtTiny',
  RegNet: 'RegNetX002',
  ResNetRS: 'ResNetRS50',
  DenseNet: 'DenseNet121',
  NASNet: 'NASNetMobile',
  VGG: 'VGG16',
};

function variantsOf(name, models) {
  const own = models[name];
  if (own?.notop?.layers === undefined) return [];
  const [, whole = 'VGG16'] = Object.entries(RECORDED_WHOLE).find(([family]) => name.startsWith(family)) ?? [];
  const family = models[whole];
  const plain = own.notop.layers;
  const change = (variant) =>
    family?.[variant]?.layers === undefined ? undefined : derivedFrom(family.notop.layers, family[variant].layers);
  const of = (variant, list = plain) => {
    if (list === plain && own[variant]?.layers !== undefined) return own[variant].layers;
    const how = own[variant]?.layers === undefined ? change(variant) : derivedFrom(plain, own[variant].layers);
    return how === undefined ? undefined : applied(list, how);
  };
  const top = own.top?.layers;
  const average = of('avg');
  const maximum = average?.map((part) =>
    part.map((text) => AVERAGE.reduce((done, word, i) => done.replace(word, MAXIMUM[i]), text)),
  );
  const variants = { notop: plain, top, avg: average, max: own.max?.layers ?? maximum };
  if (/^EfficientNetB/.test(name)) {
    variants.imagenet = of('imagenet');
    variants['imagenet top'] = top && of('imagenet', top);
  }
  if (/^(EfficientNetV2|ConvNeXt|RegNet|ResNetRS|MobileNetV3)/.test(name)) {
    variants.bare = of('bare');
    variants['bare top'] = top && of('bare', top);
  }
  if (own.minimal?.layers !== undefined) variants.minimal = own.minimal.layers;
  // NASNet without an input shape cannot compare sizes, so older versions build other layers.
  if (name.startsWith('NASNet') && top !== undefined) {
    const sized = top.slice(0, -2);
    const pooled = (variant) => variants[variant] && [...sized, variants[variant].at(-1)];
    Object.assign(variants, { sized, 'sized avg': pooled('avg'), 'sized max': pooled('max') });
  }
  return Object.entries(variants).filter(([, list]) => list !== undefined);
}

function packLayers(folder) {
  const recordings = recordingsIn(folder).map((recording) => ({
    release: releaseOf(recording),
    models: recording.models,
  }));
  for (const { models } of recordings) checkNames(models);
  const { values, rows } = tableOf(recordings, ({ models }) =>
    Object.keys(models).flatMap((name) =>
      variantsOf(name, models).map(([variant, list]) => [`${name} ${variant}`, listText(list)]),
    ),
  );
  return writeModule(
    'recordedLayers.ts',
    'RECORDED_LAYERS',
    'Layers of keras.applications by version, packed; see layerLists.ts.',
    {
      recordings: recordings.map(({ release }) => release),
      values,
      rows,
    },
  );
}

/** Where a model was built twice, the names that changed are those that `isAutoNamed` takes for counted ones. */
function checkNames(models) {
  for (const [model, { notop, again }] of Object.entries(models)) {
    if (!Array.isArray(again) || notop?.layers === undefined || again.length !== notop.layers.length) continue;
    notop.layers.forEach(([name, className], index) => {
      if ((name !== again[index]) !== isAutoNamed(name, className))
        throw new Error(`${model}: is ${name} (${className}) named by count? Built again, it is ${again[index]}.`);
    });
  }
}

const [folder] = process.argv.slice(2);
if (folder !== undefined) {
  const packs = { names: packNames, facts: packSignatures, layers: packLayers };
  for (const [part, pack] of Object.entries(packs)) {
    if (readdirSync(folder).includes(part)) console.log(part, pack(path.join(folder, part)));
  }
}
