import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/errors.js';
import { oneOrMore, stringOf, textOf } from '../evaluate/values.js';
import { eraText, type KerasEra } from '../keras/eraFromHints.js';
import type { Because, Hint } from '../keras/hints.js';
import { type KerasVersion, parseVersion, RELEASES, releasesOf, versionsOfModelFile } from '../keras/kerasVersion.js';
import { hintsOfFile, hintsOfShellLine, isRequirementFile } from '../keras/requirementFiles.js';
import { configuredOf, flagOf } from '../library/models/configured.js';
import type { ModelCall, ScriptEvent } from '../library/models/events.js';
import type { ParsedScript } from '../syntax/ast.js';
import { lineText, quote } from '../syntax/quote.js';
import { walk } from '../syntax/walk.js';
import {
  assertedVersions,
  nameHints,
  printedHints,
  shownVersions,
  spelling,
  spellingHints,
  tensorflowHints,
} from './kerasHints.js';
import { remarkedVersions } from './remarkedVersions.js';

/** Largest requirement file that is read, in bytes, and most of them. */
const MOST_BYTES = 2_000_000;
const MOST_FILES = 20;

/** What the user and the files beside a script say of the version of Keras. */
export async function hintsOf(script: string, keras?: string): Promise<Hint[]> {
  const stated = keras === undefined ? [] : [statedVersion(keras)];
  return [...stated, ...(await hintsBeside(script))];
}

/** What files beside a script say of the version of Keras. */
async function hintsBeside(script: string): Promise<Hint[]> {
  const folder = path.dirname(script);
  const names = (await readdir(folder)).filter(isRequirementFile).sort().slice(0, MOST_FILES);
  const hints: Hint[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const { size, isFile } = await stat(file).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (isFile && size <= MOST_BYTES) hints.push(...hintsOfFile(name, await readFile(file, 'utf8')));
  }
  return hints;
}

/**
 * The version that `--keras` names: `2.2.4`, `3.6`, `tf.keras 2.10`, `tensorflow 2.10`. Keras 2.5 to 2.15 are those of
 * TensorFlow of that number. `keras.__version__` is 2.4.0 in TensorFlow 2.3 and 2.4, and ends with `-tf` before.
 *
 * @throws UserError if there is no such version
 */
export function statedVersion(text: string): Hint {
  const [, flavor, number = ''] = /^\s*(tf\.keras|tensorflow|tf|keras)?[\s=-]*(.*?)\s*$/i.exec(text) ?? [];
  const isTensorFlow = flavor !== undefined && flavor.toLowerCase() !== 'keras';
  const candidates = (isTensorFlow ? (['tf.keras'] as const) : (['keras', 'tf.keras'] as const)).flatMap((one) => {
    const version = parseVersion(number, one);
    return version === undefined || releasesOf(withoutPatch(version)).length === 0 ? [] : [version];
  });
  const [version] = candidates;
  if (version === undefined) {
    throw new UserError(
      '--keras is expected to be a version of Keras.',
      text,
      'Write `--keras 2.2.4`, `--keras 3.6`, or `--keras "tf.keras 2.10"` for the Keras in a TensorFlow before 2.16.',
    );
  }
  const isShared = !isTensorFlow && (/-tf$/.test(number) || (version.major === 2 && version.minor === 4));
  return {
    kind: 'stated',
    version: withoutPatch(version),
    what: '--keras',
    ...(isShared && { ranges: versionsOfModelFile(number) }),
  };
}

/** Patches are distinguished only where Keras 2 changed between them. */
function withoutPatch(version: KerasVersion): KerasVersion {
  if (releasesOf(version).length > 0) return version;
  const { patch: _, ...rest } = version;
  return rest;
}

/** What the text of a script and its modules says of the version of Keras. */
export function textHints(script: ParsedScript, modules: readonly ParsedScript[]): Hint[] {
  const hints: Hint[] = [];
  for (const one of [script, ...modules])
    hints.push(
      ...nameHints(one.body),
      ...tensorflowHints(one.body),
      ...spellingHints(one.body),
      ...assertedVersions(one.body),
      ...remarkedVersions(one),
    );
  hints.push(...printedHints(script), ...shownVersions(script));
  const { pythonVersion, source } = script;
  if (source.kind === 'notebook' && pythonVersion !== undefined && Number.parseInt(pythonVersion, 10) >= 3)
    hints.push({ kind: 'notebookPython', version: pythonVersion, what: `Python ${pythonVersion} of the notebook` });
  for (const node of walk(script.body)) {
    if (node.type !== 'Magic') continue;
    const what = quote(source, node.place);
    hints.push(
      ...hintsOfShellLine(node.text, '').map(({ file: _, ...hint }) => ({ ...hint, what, place: node.place })),
    );
  }
  return hints;
}

/** What calls of `fit` say of it: a generator that is passed, and the file of a checkpoint. */
export function callHints(calls: readonly ModelCall[]): Hint[] {
  const onGenerator = calls.find(({ method, flow }) => method === 'fit' && (flow?.kind.endsWith('generator') ?? false));
  return [
    ...calls.flatMap(checkpointHints).slice(0, 1),
    ...(onGenerator === undefined ? [] : [spelling('fit on a generator', 'fit with a generator', onGenerator.place)]),
  ];
}

/** A model that is saved to a name that Keras 3 refuses: without .keras, .h5 or .hdf5. */
export function saveHints(events: readonly ScriptEvent[]): Hint[] {
  return events
    .flatMap((event) => {
      if (event.kind !== 'save' || !event.isWhole || event.node.model === undefined) return [];
      const file = stringOf(event.file);
      const isTaken = file === undefined || file === '' || /\.(keras|h5|hdf5)$/.test(file);
      return isTaken ? [] : [spelling('saves a folder', `the model saved to ${file}`, event.place)];
    })
    .slice(0, 1);
}

/** Checkpoints of a training whose files Keras 3 refuses. */
function checkpointHints({ args }: ModelCall): Hint[] {
  return oneOrMore(args.get('callbacks')).flatMap((item) => {
    const callback = configuredOf(item);
    const given = callback?.className === 'ModelCheckpoint' ? callback.args.get('filepath') : undefined;
    const isOfWeights = flagOf(callback?.args.get('save_weights_only'), false);
    if (given === undefined || isOfWeights === undefined) return [];
    // Of a path that is joined, the last part may be known alone: `{folder}/best.hdf5`.
    const file = stringOf(given) ?? (/\}[^{}]*\.\w+$/.test(textOf(given)) ? textOf(given) : undefined);
    const isTaken = isOfWeights ? file?.endsWith('.weights.h5') : file !== undefined && /\.(keras|h5)$/.test(file);
    if (file === undefined || file === '' || isTaken) return [];
    return [spelling('other checkpoint file', `the checkpoint ${file}`, callback!.origin)];
  });
}

/**
 * `Keras 1.0 to 2.2.5, as fit_generator in line 40 and lr= in line 33 say`.
 *
 * @param script its file
 */
export function kerasEraText(era: KerasEra, script: string): string {
  const { because, contradictions, sure, releases } = era;
  if (releases.length === RELEASES.length) return 'Keras of any version; --keras 2.2.4 says which one it is for';
  const inScript = because.filter(({ place, file }) => place !== undefined && file === undefined);
  const others = because.filter((one) => !inScript.includes(one)).map(({ what }) => what);
  const named = inScript.slice(0, MOST_REASONS).map((one) => reasonText(one, script));
  const said = named.length === 0 ? [] : [`as ${listed(named)} ${named.length === 1 ? 'says' : 'say'}`];
  const against = contradictions.slice(0, 1).map((one) => `${reasonText(one, script)} contradicts that`);
  return [`${sure ? '' : 'probably '}${eraText(era)}`, ...said, ...others, ...against]
    .join('; ')
    .replace('; as ', ', as ');
}

/** Reasons that are named. */
const MOST_REASONS = 3;

function reasonText({ what, place }: Because, script: string): string {
  return place === undefined ? what : `${what} in ${lineText(script, place)}`;
}

/** Places have commas of their own. */
function listed(parts: readonly string[]): string {
  const separator = parts.some((part) => part.includes(', ')) ? '; ' : ', ';
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(separator)} and ${parts.at(-1)}`;
}
