import path from 'node:path';
import { firstOfEach } from '../../base/group.js';
import {
  type Interpretation,
  type InterpretOptions,
  interpretWays,
  type NotUnderstood,
} from '../evaluate/interpret.js';
import { numberOf, type Value } from '../evaluate/values.js';
import { eraFromHints, type KerasEra } from '../keras/eraFromHints.js';
import type { Hint } from '../keras/hints.js';
import type { KerasVersion } from '../keras/kerasVersion.js';
import { type KerasLibrary, kerasLibrary } from '../library/kerasLibrary.js';
import type { ModelCall } from '../library/models/events.js';
import { innerLayers, type LayerNode } from '../library/models/layerNode.js';
import type { ParsedScript, Place, SourceNote } from '../syntax/ast.js';
import { keyOf } from '../syntax/keyOf.js';
import { parseScript } from '../syntax/parseScript.js';
import { quote } from '../syntax/quote.js';
import { placesIn, walk } from '../syntax/walk.js';
import { dataScripts, isDataScript } from './dataScripts.js';
import { callHints, hintsOf, saveHints, textHints } from './kerasEra.js';
import { localModules } from './localModules.js';
import { readStage, type StageReading } from './stageReading.js';

/** Trainings of one model, and of those that share its layers. */
export interface Lineage {
  /** In their order. */
  stages: StageReading[];
  /** Calls of `evaluate` and `predict`. */
  uses: ModelCall[];
}

/** What a script says of its training, as one way through it reads. */
export interface WayReading extends Lineage {
  /** Models that share no layer with the one that is trained last, such as backbones that a script compares. */
  others: Lineage[];
  library: KerasLibrary;
  notUnderstood: NotUnderstood[];
  isWhole: boolean;
}

/** What a script says of its training. */
export interface ScriptReading extends WayReading {
  file: string;
  /** The versions of Keras that it can be for. */
  keras: KerasEra;
  /** What that rests on. */
  hints: readonly Hint[];
  script: ParsedScript;
  modules: ReadonlyMap<string, ParsedScript>;
  /** Conditions that the text does not say, and what is read where they go the other way. */
  alternatives: { place: Place; condition: string; taken: boolean; reading: WayReading }[];
  /** Such conditions of which the other way is not read, since there are too many. */
  furtherConditions: { place: Place; condition: string; taken: boolean }[];
  notes: SourceNote[];
}

/** One reading for each model that a script trains, the one that is trained last first; `others` are the other ones. */
export function readingsByModel(reading: ScriptReading): ScriptReading[] {
  const lineages: Lineage[] = [{ stages: reading.stages, uses: reading.uses }, ...reading.others];
  return lineages.map((lineage) => ({
    ...reading,
    ...lineage,
    others: lineages.filter((other) => other !== lineage),
  }));
}

export interface ReadScriptOptions {
  /** Path of the Python that parses. */
  python: string;
  /** Version of Keras that the user names: `2.2.4`. Default: what the script and the files beside it say */
  keras?: string;
}

/** Most ways through a script. */
const MOST_WAYS = 12;

/**
 * Reads a Keras script or notebook: its models, what trains, how images reach it. Nothing of it is run.
 *
 * @throws UserError if the file cannot be read, or is no script, or there is no such version of Keras
 */
export async function readScript(file: string, { python, keras }: ReadScriptOptions): Promise<ScriptReading> {
  const parse = (path: string): Promise<ParsedScript> => parseScript(path, { python });
  const hints = await hintsOf(file, keras);
  const script = await parse(file);
  const modules = await localModules(script, parse);
  return readParsed(script, new Map([...modules, ...(await dataScripts(script, modules, parse))]), hints);
}

/**
 * The same of a parsed script.
 *
 * @param modules those beside it that it imports, by their dotted names, and scripts that save what it loads, by their paths
 * @param hints what else says which version of Keras it is for
 * @param era versions that are known; then `hints` are all that is known of them
 */
export function readParsed(
  script: ParsedScript,
  modules: ReadonlyMap<string, ParsedScript> = new Map(),
  hints: readonly Hint[] = [],
  era?: KerasEra,
): ScriptReading {
  for (const { body, file } of modules.values()) for (const place of placesIn(body)) place.file = file;
  const sources = new Map([...modules.values()].map((module) => [module.file, module]));
  const others = [...modules.values()];
  const texts = new Set([script, ...others].flatMap(({ body }) => textsIn(body)));
  // Lists of layers depend on the version, before it is known what the script calls.
  const before = era === undefined ? [...hints, ...textHints(script, others)] : hints;
  const { releases } = era ?? eraFromHints(before);
  const options: InterpretOptions<KerasLibrary> = {
    modules: new Map([...modules].map(([name, { body }]) => [name, body])),
    before: [...modules].flatMap(([name, { body }]) => (isDataScript(name) ? [body] : [])),
    library: () => kerasLibrary({ releases, texts }),
    quote: (place) => quote((place.file === undefined ? script : (sources.get(place.file) ?? script)).source, place),
    keyOf,
  };
  const ways = interpretWays(script, options, MOST_WAYS);
  const fits = ways.flatMap(({ library }) => callsOf(library)).filter(({ kind }) => kind === 'fit');
  const signs =
    era === undefined
      ? [...before, ...callHints(fits), ...saveHints(ways.flatMap(({ library }) => library.events.list))]
      : before;
  const keras = era ?? eraFromHints(signs);
  const readings = ways.map((way) => readWay(way, keras.releases));
  // The first way that trains; the others are its alternatives.
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
    keras,
    hints: signs,
    script,
    modules,
    alternatives,
    furtherConditions: (first?.decisions ?? []).slice(MOST_WAYS - 1),
    notes: [...script.notes, ...others.flatMap((module) => notesOfModule(script.file, module))],
  };
}

/** What is odd about a module, with its file. */
function notesOfModule(script: string, { file, notes }: ParsedScript): SourceNote[] {
  const name = path.relative(path.dirname(script), file);
  return notes.map(({ place, text, why }) =>
    place === undefined ? { text, why: `${name}: ${why}` } : { place: { ...place, file }, text, why },
  );
}

/** Reads a changed script as it was read: with the same modules, and for the same versions of Keras. */
export function readAgain({ modules, hints, keras }: ScriptReading, changed: ParsedScript): ScriptReading {
  return readParsed(changed, modules, hints, keras);
}

/** Texts that a script writes out. */
function textsIn(body: ParsedScript['body']): string[] {
  const texts: string[] = [];
  for (const node of walk(body)) if (node.type === 'Constant' && typeof node.value === 'string') texts.push(node.value);
  return texts;
}

function callsOf({ events }: KerasLibrary): ModelCall[] {
  return events.list.filter((event): event is ModelCall => 'method' in event);
}

function readWay(
  { library, notUnderstood, isWhole }: Interpretation<KerasLibrary>,
  releases: readonly KerasVersion[],
): WayReading {
  const calls = callsOf(library);
  const fits = calls.filter(({ kind }) => kind === 'fit');
  // A script that trains nothing may use a model that is trained.
  const trained = fits.length > 0 ? fits : calls.slice(-1);
  const models: LayerNode[] = [];
  for (const { node } of [...trained].reverse())
    if (!models.some((model) => shareLayers(model, node))) models.push(node);
  const [main = { stages: [], uses: [] }, ...others] = models.slice(0, MOST_MODELS).map((model): Lineage => {
    const ofModel = calls.filter(({ node }) => shareLayers(model, node));
    const ofFit = withoutRepeats(ofModel.filter(({ kind }) => kind === 'fit'));
    return {
      stages: ofFit.map(({ call, begins }) => readStage(call, library.events, releases, begins)),
      uses: firstOfEach(
        ofModel.filter(({ kind }) => kind !== 'fit'),
        keyOfUse,
      ),
    };
  });
  return { ...main, others: others.reverse(), library, notUnderstood, isWhole };
}

/** Most models of one script that are read. */
const MOST_MODELS = 20;

function shareLayers(left: LayerNode, right: LayerNode): boolean {
  if (left === right) return true;
  const layers = new Set(innerLayers(left));
  return innerLayers(right).some((layer) => layers.has(layer));
}

/** Calls in a loop that give one model the same images, as far as the text says, are one use of it. */
function keyOfUse({ method, node, place, flow }: ModelCall): string {
  return JSON.stringify([method, keyOf(node.origin), keyOf(place), flow?.source.text, flow?.rows.length, flow?.end]);
}

/** A call in a loop is one training; the last time counts. Where each round goes on with the epochs, it begins with the first. */
function withoutRepeats(calls: readonly ModelCall[]): { call: ModelCall; begins: Value | undefined }[] {
  const byPlace = new Map<string, { call: ModelCall; begins: Value | undefined }>();
  for (const call of calls) {
    const key = keyOf(call.place);
    const before = byPlace.get(key);
    const own = call.args.get('initial_epoch');
    const goesOn = before?.call.node === call.node && isSameNumber(own, before.call.args.get('epochs'));
    byPlace.set(key, { call, begins: goesOn ? before.begins : own });
  }
  return [...byPlace.values()];
}

function isSameNumber(left: Value | undefined, right: Value | undefined): boolean {
  const number = numberOf(left);
  return number !== undefined && number === numberOf(right);
}
