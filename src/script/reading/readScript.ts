import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type Interpretation,
  type InterpretOptions,
  interpretWays,
  type NotUnderstood,
} from '../evaluate/interpret.js';
import { eraFromHints, type KerasEra } from '../keras/eraFromHints.js';
import type { Hint } from '../keras/hints.js';
import { hintsOfScript } from '../keras/hintsOfScript.js';
import { parseVersion } from '../keras/kerasVersion.js';
import { hintsOfFile, isRequirementFile } from '../keras/requirementFiles.js';
import { type KerasLibrary, kerasLibrary } from '../library/kerasLibrary.js';
import type { ModelCall } from '../library/models/events.js';
import { innerLayers } from '../library/models/layerNode.js';
import type { ParsedScript, Place, SourceNote } from '../syntax/ast.js';
import { parseScript } from '../syntax/parseScript.js';
import { quote } from '../syntax/quote.js';
import { walk } from '../syntax/walk.js';
import { localModules } from './localModules.js';
import { readStage, type StageReading } from './stageReading.js';

/** What a script says of its training, as one way through it reads. */
export interface WayReading {
  /** Trainings that lead to the model that is trained last, in their order. */
  stages: StageReading[];
  /** Calls of `evaluate` and `predict` of that model or of one that shares its layers. */
  uses: ModelCall[];
  library: KerasLibrary;
  notUnderstood: NotUnderstood[];
  isWhole: boolean;
}

/** What a script says of its training. */
export interface ScriptReading extends WayReading {
  file: string;
  script: ParsedScript;
  modules: ReadonlyMap<string, ParsedScript>;
  /** The versions of Keras that it can be for. */
  era: KerasEra;
  /** What that rests on. */
  hints: readonly Hint[];
  /** Conditions that the text does not say, and what is read where they go the other way. */
  alternatives: { place: Place; condition: string; taken: boolean; reading: WayReading }[];
  notes: SourceNote[];
}

export interface ReadScriptOptions {
  /** Path of the Python that parses. */
  python: string;
  /** The version of Keras, where the user says it: `2.2.4`. */
  keras?: string;
}

/** Most ways through a script. */
const MOST_WAYS = 12;

/**
 * Reads a Keras script or notebook: its models, what trains, how images reach it. Nothing of it is run.
 *
 * @throws UserError if the file cannot be read, or is no script
 */
export async function readScript(file: string, { python, keras }: ReadScriptOptions): Promise<ScriptReading> {
  const parse = (one: string): Promise<ParsedScript> => parseScript(one, { python });
  const script = await parse(file);
  const hints = [...statedVersion(keras), ...(await hintsBeside(file))];
  return readParsed(script, await localModules(script, parse), hints);
}

function statedVersion(keras: string | undefined): Hint[] {
  const version = keras === undefined ? undefined : parseVersion(keras);
  return version === undefined ? [] : [{ kind: 'stated', version, what: `the user says Keras ${keras}` }];
}

/** Longest file beside a script that is read for versions, in bytes: a lock file of a large project is smaller. */
const LONGEST_FILE = 4_000_000;

/** What requirement files in the folder of a script say of the version. */
async function hintsBeside(file: string): Promise<Hint[]> {
  const folder = path.dirname(file);
  const names = (await readdir(folder)).filter(isRequirementFile).slice(0, 10);
  const hints = await Promise.all(
    names.map(async (name) => {
      const { size } = await stat(path.join(folder, name));
      return size > LONGEST_FILE ? [] : hintsOfFile(name, await readFile(path.join(folder, name), 'utf8'));
    }),
  );
  return hints.flat();
}

/**
 * The same of a parsed script.
 *
 * @param modules those beside it that it imports, by their dotted names
 * @param hints what other files and the user say of the version of Keras
 */
export function readParsed(
  script: ParsedScript,
  modules: ReadonlyMap<string, ParsedScript> = new Map(),
  hints: readonly Hint[] = [],
): ScriptReading {
  for (const module of modules.values()) for (const node of walk(module.body)) node.place.file = module.file;
  const sources = new Map([...modules.values()].map((module) => [module.file, module]));
  const all = [script, ...modules.values()];
  const signs = [...hints, ...all.flatMap(hintsOfScript)];
  const era = eraFromHints(signs);
  const texts = new Set(all.flatMap(({ body }) => textsIn(body)));
  const options: InterpretOptions<KerasLibrary> = {
    modules: new Map([...modules].map(([name, { body }]) => [name, body])),
    library: () => kerasLibrary({ releases: era.releases, texts }),
    quote: (place) => quote((place.file === undefined ? script : (sources.get(place.file) ?? script)).source, place),
    keyOf,
  };
  const ways = interpretWays(script, options, MOST_WAYS);
  const readings = ways.map((way) => readWay(way));
  // The first way that trains; the others are told beside it.
  const best = Math.max(
    0,
    readings.findIndex(({ stages }) => stages.length > 0),
  );
  const [first] = ways;
  const alternatives = (first?.decisions ?? []).slice(0, MOST_WAYS - 1).map(({ place, condition, taken }, i) => ({
    place,
    condition,
    taken: best === i + 1 ? !taken : taken,
    reading: best === i + 1 ? readings[0]! : readings[i + 1]!,
  }));
  return {
    ...readings[best]!,
    file: script.file,
    script,
    modules,
    era,
    hints: signs,
    alternatives,
    notes: [...script.notes],
  };
}

/** Texts that a script writes out. */
function textsIn(body: ParsedScript['body']): string[] {
  const texts: string[] = [];
  for (const node of walk(body)) if (node.type === 'Constant' && typeof node.value === 'string') texts.push(node.value);
  return texts;
}

/** A text that is the same for the same place. */
export function keyOf({ file, cell, line, column, endLine, endColumn }: Place): string {
  return [file ?? '', cell ?? '', line, column, endLine, endColumn].join(':');
}

function readWay({ library, notUnderstood, isWhole }: Interpretation<KerasLibrary>): WayReading {
  const { list } = library.events;
  const calls = list.filter((event): event is ModelCall => 'method' in event);
  const fits = calls.filter(({ kind }) => kind === 'fit');
  const last = fits.at(-1);
  const layers = new Set(last === undefined ? [] : innerLayers(last.node));
  const shares = ({ node }: ModelCall): boolean =>
    node === last?.node || innerLayers(node).some((layer) => layers.has(layer));
  const stages = withoutRepeats(fits.filter(shares)).map((call) => readStage(call, library.events));
  return { stages, uses: calls.filter((call) => call.kind !== 'fit' && shares(call)), library, notUnderstood, isWhole };
}

/** A call in a loop is one training; the last time counts. */
function withoutRepeats(calls: readonly ModelCall[]): ModelCall[] {
  const byPlace = new Map(calls.map((call) => [keyOf(call.place), call]));
  return [...byPlace.values()];
}
