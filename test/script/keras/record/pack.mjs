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

const [folder] = process.argv.slice(2);
if (folder !== undefined) {
  const packs = { names: packNames, facts: packSignatures };
  for (const [part, pack] of Object.entries(packs)) {
    if (readdirSync(folder).includes(part)) console.log(part, pack(path.join(folder, part)));
  }
}
