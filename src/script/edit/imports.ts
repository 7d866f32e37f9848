import type { ParsedScript, Place, Statement } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { boundBy, localName, parameterNames, targetNames } from './bindings.js';
import type { Change } from './edit.js';
import type { Node } from './parents.js';
import { safeToEdit } from './safeToEdit.js';
import { lineEnd, tokensOf } from './tokens.js';
import { type Unit, unitOf } from './unit.js';

/** An import, and the name by which what it imports is called. */
export type ImportChange = Change & { name: string };

export interface ImportOptions {
  /** The first use: the import has to stand before it. */
  before: Place;
}

interface Wanted {
  module: string;
  /** Null for `import module`. */
  name: string | null;
  asname: string | null;
}

/** Longest line to which a name is added, by PEP 8 with what editors allow. */
const LONGEST_LINE = 100;

/**
 * Adds an import beside those that are there: from `tensorflow.keras` if the script imports Keras from there, on the line of
 * an import of the same module if there is one, and under an alias if the name means something else in the script.
 *
 * @param statement `from keras.applications.vgg16 import preprocess_input`, or `import numpy as np`
 * @returns the edits, none if it is imported already; and the name to call it by
 */
export function addImport(script: ParsedScript, statement: string, { before }: ImportOptions): ImportChange {
  const wanted = withKerasOf(script, parseImport(statement));
  const imports = importsBefore(script, before);
  const known = imports.flatMap((each) => namesOf(each, wanted)).find((name) => isOnlyMeaning(script, name, wanted));
  if (known !== undefined) return { edits: [], name: known };
  const name = importedName(script, wanted);
  const what = `imports \`${name}\` from \`${wanted.module}\``;
  const extended = extendedImport(script, imports, wanted, name);
  if (extended !== undefined) {
    const { place } = extended;
    return { edits: [{ place, text: extended.text, what, once: true }], name };
  }
  const line = importLine(wanted, name);
  const place = importPlace(script, imports, wanted, before);
  if ('reason' in place) return { ...place, name };
  return { edits: [{ place, text: `${line}\n`, what: `adds \`${line}\``, once: true }], name };
}

function parseImport(statement: string): Wanted {
  const from = /^from\s+([\w.]+)\s+import\s+(\w+)(?:\s+as\s+(\w+))?$/.exec(statement);
  if (from) return { module: from[1]!, name: from[2]!, asname: from[3] ?? null };
  const whole = /^import\s+([\w.]+)(?:\s+as\s+(\w+))?$/.exec(statement);
  if (whole === null) throw new Error(`${statement} is no import of one name`);
  return { module: whole[1]!, name: null, asname: whole[2] ?? null };
}

export type ImportStatement = Extract<Statement, { type: 'Import' | 'ImportFrom' }>;

function isImport(node: Node): node is ImportStatement {
  return 'type' in node && (node.type === 'Import' || node.type === 'ImportFrom');
}

/** Imports of the script itself, not of a function or a branch of it, that stand before a place. */
export function importsBefore(script: ParsedScript, before: Place): ImportStatement[] {
  return script.body.filter(isImport).filter(({ place }) => isBefore(place, before));
}

/** Whether a place ends before another begins; cells are in order of the file. */
function isBefore(a: Place, b: Place): boolean {
  const cells = (a.cell ?? 0) - (b.cell ?? 0);
  return cells < 0 || (cells === 0 && (a.endLine < b.line || (a.endLine === b.line && a.endColumn <= b.column)));
}

const KERAS = /^(tensorflow\.(?:python\.|contrib\.)?keras|keras)(?=\.|$)/;

/** The same import from the Keras that the script imports from most. */
function withKerasOf(script: ParsedScript, wanted: Wanted): Wanted {
  if (!KERAS.test(wanted.module)) return wanted;
  const modules = [...walk(script.body)].filter(isImport).flatMap(modulesOf);
  const roots = modules.flatMap((module) => KERAS.exec(module)?.[1] ?? []);
  if (roots.length === 0 && !modules.includes('tensorflow')) return wanted;
  const ofKeras = roots.filter((root) => root === 'keras').length;
  const root = ofKeras > roots.length - ofKeras ? 'keras' : 'tensorflow.keras';
  return { ...wanted, module: wanted.module.replace(KERAS, root) };
}

/** Full names of the modules, or of what is imported from them. */
function modulesOf(node: ImportStatement): string[] {
  if (node.type === 'Import') return node.names.map(({ name }) => name);
  const module = node.level > 0 ? '.' : (node.module ?? '');
  return node.names.map(({ name }) => `${module}.${name}`);
}

/** The names by which an import makes the wanted thing known. */
function namesOf(node: ImportStatement, wanted: Wanted): string[] {
  const isWhole = node.type === 'Import';
  if (isWhole !== (wanted.name === null)) return [];
  if (node.type === 'ImportFrom' && (node.level > 0 || node.module !== wanted.module)) return [];
  const name = wanted.name ?? wanted.module;
  // `import a.b` makes `a` known, and what is wanted is called `a.b`.
  return node.names.filter((each) => each.name === name).map((each) => each.asname ?? each.name);
}

/** Whether a name is bound by imports of the wanted thing alone, wherever in the script. */
function isOnlyMeaning(script: ParsedScript, name: string, wanted: Wanted): boolean {
  return bindersOf(script, name).every((node) => isImport(node) && namesOf(node, wanted).includes(name));
}

/** Whether nothing but imports binds a name, wherever in the script. */
export function isImportedAlone(script: ParsedScript, name: string): boolean {
  return bindersOf(script, name).every(isImport);
}

/** What binds a name, in any scope. */
function bindersOf(script: ParsedScript, name: string): Node[] {
  const [root] = name.split('.') as [string];
  return [...walk(script.body)].filter((node) => binds(node, name, root));
}

function binds(node: Node, name: string, root: string): boolean {
  if (!('type' in node)) return false;
  if (node.type === 'FunctionDef' || node.type === 'Lambda') {
    if (parameterNames(node.args).includes(root)) return true;
  }
  if (node.type === 'Comprehension' || node.type === 'DictComprehension') {
    return node.generators.some(({ target }) => targetNames(target).includes(root));
  }
  if (node.type === 'ImportFrom' && node.names.some((each) => each.name === '*')) {
    // What a star imports is not seen in the script; each module of keras.applications has the same names.
    return /\bapplications\b/.test(node.module ?? '');
  }
  if (node.type === 'Import') {
    return node.names.some((each) => (name === root ? localName(each, true) === root : each.asname === root));
  }
  return boundBy(node).includes(root);
}

/** A name that nothing in the script has: this one, or with a number. */
export function freeName(script: ParsedScript, wanted: string): string {
  let candidate = wanted;
  for (let count = 2; bindersOf(script, candidate).some(isNamed); count++) candidate = `${wanted}_${count}`;
  return candidate;
}

/** The wanted name, or an alias with the module in it, if the script does not bind it. */
function importedName(script: ParsedScript, { module, name, asname }: Wanted): string {
  const parts = module.split('.');
  const plain = asname ?? name ?? module;
  const alias = `${name === null ? '' : `${parts.at(-1)}_`}${name ?? parts.at(-1)}`;
  if (bindersOf(script, plain).length === 0) return plain;
  return freeName(script, alias === plain ? `${alias}_2` : alias);
}

/** A star import may bind a name, but no alias. */
function isNamed(node: Node): boolean {
  return !(isImport(node) && node.names.some(({ name }) => name === '*'));
}

function importLine({ module, name }: Wanted, called: string): string {
  if (name === null) return called === module ? `import ${module}` : `import ${module} as ${called}`;
  return `from ${module} import ${aliased(name, called)}`;
}

function aliased(name: string, called: string): string {
  return name === called ? name : `${name} as ${called}`;
}

/** Adds the name to an import of the same module, if that stands on one line without brackets. */
function extendedImport(
  script: ParsedScript,
  imports: readonly ImportStatement[],
  { module, name }: Wanted,
  called: string,
): { place: Place; text: string } | undefined {
  if (name === null) return undefined;
  const text = `, ${aliased(name, called)}`;
  const same = imports.filter(
    (each) => each.type === 'ImportFrom' && each.level === 0 && each.module === module && isPlain(script, each),
  );
  const found = same.find(({ place }) => unitOf(script, place).line(place.line).length + text.length <= LONGEST_LINE);
  if (found === undefined) return undefined;
  const unit = unitOf(script, found.place);
  const end = unit.to(found.place);
  return { place: unit.place(end, end), text };
}

function isPlain(script: ParsedScript, { place, names }: ImportStatement): boolean {
  const text = unitOf(script, place).textAt(place);
  return place.line === place.endLine && !/[()]/.test(text) && names.every(({ name }) => name !== '*');
}

/** Where a line of import goes: after the last one of Keras before the use, else after the last one, else at the start. */
function importPlace(
  script: ParsedScript,
  imports: readonly ImportStatement[],
  { module }: Wanted,
  before: Place,
): Place | { reason: string } {
  const root = module.split('.')[0]!;
  const related = imports.filter((each) => modulesOf(each).some((other) => sameFamily(other.split('.')[0]!, root)));
  const lines = [...related].reverse().concat([...imports].reverse());
  for (const each of lines) {
    const unit = unitOf(script, each.place);
    if (safeToEdit(script, each) === undefined && endsLine(script, unit, each, before)) {
      return unit.startOf(each.place.endLine + 1);
    }
  }
  return firstPlace(script, before);
}

const FAMILY = new Set(['keras', 'tensorflow']);

function sameFamily(a: string, b: string): boolean {
  return a === b || (FAMILY.has(a) && FAMILY.has(b));
}

/** Whether the use begins after the line of an import, which no other line goes on. */
function endsLine(script: ParsedScript, unit: Unit, { place }: ImportStatement, before: Place): boolean {
  const sameUnit = place.cell === before.cell;
  if (sameUnit && before.line <= place.endLine) return false;
  const end = unit.to(place);
  const rest = tokensOf(unit.text, end, lineEnd(unit.text, end));
  if (rest.some(({ kind }) => kind === 'continuation')) return false;
  const line = place.endLine;
  return script.body.every(
    (each) => each.place.cell !== place.cell || each.place.line > line || each.place.endLine <= line,
  );
}

/** Before the first statement that is no docstring and no `from __future__ import`. */
function firstPlace(script: ParsedScript, before: Place): Place | { reason: string } {
  const first = script.body.find((statement, index) => !isHeading(statement, index));
  if (first === undefined) return { reason: 'the script has no statement' };
  if (!isBefore({ ...first.place, endLine: first.place.line, endColumn: first.place.column }, before)) {
    return { reason: 'no import can stand before it' };
  }
  const unit = unitOf(script, first.place);
  const line = Math.min(first.place.line, ...decoratorLines(first));
  if (/^[ \t]*%%/.test(unit.line(line))) return unit.startOf(line + 1);
  return unit.startOf(line);
}

function decoratorLines(statement: Statement): number[] {
  return 'decorators' in statement ? statement.decorators.map(({ place }) => place.line) : [];
}

function isHeading(statement: Statement, index: number): boolean {
  if (statement.type === 'ImportFrom') return statement.module === '__future__';
  if (index > 0 || statement.type !== 'Expr') return false;
  return statement.value.type === 'Constant' && typeof statement.value.value === 'string';
}
