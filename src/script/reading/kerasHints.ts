import { table } from '../../base/table.js';
import type { Hint, Spelling } from '../keras/hints.js';
import { numbersOf } from '../keras/kerasVersion.js';
import { rootOf } from '../keras/publicNames.js';
import { tensorflowWithName } from '../keras/tensorflowNames.js';
import { intervalOf, overlaps } from '../keras/versionInterval.js';
import { APPLICATION_NAME } from '../library/models/applicationModel.js';
import type { Alias, Expression, Parameters, ParsedScript, Place, Statement } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';

/** Imports and uses of names of Keras, each once. What a `try` imports may be missing, so it says nothing. */
export function nameHints(body: readonly Statement[]): Hint[] {
  const aliases = new Map<string, string>();
  const names = new Map<string, Place>();
  const add = (name: string | undefined, place: Place): void => {
    if (name !== undefined && rootOf(name) !== undefined && !names.has(name)) names.set(name, place);
  };
  for (const node of walk(body, ({ type }) => type !== 'Try')) {
    if (node.type === 'Attribute') add(dotted(node, aliases), node.place);
    for (const [alias, name, full] of importsOf(node)) {
      aliases.set(alias, name);
      add(full, node.place);
    }
  }
  return [...names].map(([name, place]) => ({ kind: 'name', name, what: name, place }));
}

/** What an import binds: the name in the script, what it stands for, and all that is imported. */
function importsOf(node: Statement | Expression): [alias: string, name: string, full: string][] {
  if (node.type === 'Import') return node.names.map(imported);
  if (node.type !== 'ImportFrom' || node.module === null || node.level > 0) return [];
  const { module, names } = node;
  return names.map(({ name, asname }) => {
    const full = name === '*' ? module : `${module}.${name}`;
    return [asname ?? name, full, full];
  });
}

function imported({ name, asname }: Alias): [string, string, string] {
  const first = name.split('.')[0] ?? name;
  return asname === null ? [first, first, name] : [asname, name, name];
}

/** `tf.keras.layers.Dense` with what `tf` was imported as; undefined for anything else. */
function dotted(node: Expression, aliases: ReadonlyMap<string, string>): string | undefined {
  if (node.type === 'Name') return aliases.get(node.id);
  if (node.type !== 'Attribute') return undefined;
  const before = dotted(node.value, aliases);
  return before === undefined ? undefined : `${before}.${node.attr}`;
}

export function spelling(which: Spelling, what: string, place: Place): Hint {
  return { kind: 'spelling', spelling: which, what, place };
}

/** Spellings that versions of Keras have or lack, each once. */
export function spellingHints(body: readonly Statement[]): Hint[] {
  const found = new Map<Spelling, Hint>();
  const names = namesOf(body);
  for (const node of walk(body)) {
    for (const hint of hintsAt(node, names)) if (!found.has(hint.spelling)) found.set(hint.spelling, hint);
  }
  // Every version logs `acc` as it is written, so that the name that is watched says nothing.
  if (compilesAcc(body)) for (const name of ['val_acc', 'val_accuracy'] as const) found.delete(name);
  return [...found.values()];
}

/** `assert tf.__version__.startswith('1.14')`, `assert keras.__version__ == '2.2.4'`: the script stops in other versions. */
export function assertedVersions(body: readonly Statement[]): Hint[] {
  const aliases = new Map<string, string>();
  const hints: Hint[] = [];
  for (const node of walk(body)) {
    for (const [alias, name] of importsOf(node)) aliases.set(alias, name);
    if (node.type !== 'Assert') continue;
    const [of, text] = versionTest(node.test) ?? [];
    const root = of === undefined ? undefined : dotted(of, aliases)?.split('.')[0];
    const numbers = text === undefined ? [] : numbersOf(text);
    if ((root !== 'keras' && root !== 'tensorflow') || numbers.length < 2) continue;
    const what = `the assertion of ${root} ${text}`;
    hints.push({ kind: 'requirement', package: root, interval: intervalOf(numbers), what, place: node.place });
  }
  return hints;
}

/** What a condition compares a version with: `x.__version__ == '2.2.4'`, `x.__version__.startswith('1.14')`. */
function versionTest(test: Expression): [of: Expression, text: string] | undefined {
  const [version, other] =
    test.type === 'Compare' && test.ops.length === 1 && test.ops[0] === '=='
      ? [test.left, test.comparators[0]]
      : test.type === 'Call' && test.func.type === 'Attribute' && test.func.attr === 'startswith'
        ? [test.func.value, test.args[0]]
        : [];
  if (version?.type !== 'Attribute' || !/^(__version__|VERSION)$/.test(version.attr)) return undefined;
  return other?.type === 'Constant' && typeof other.value === 'string' ? [version, other.value] : undefined;
}

/** Names of TensorFlow outside of Keras; none where a script has those of TensorFlow 1 and of 2 side by side. */
export function tensorflowHints(body: readonly Statement[]): Hint[] {
  const aliases = new Map<string, string>();
  const found = new Map<string, Hint & { kind: 'tensorflowName' }>();
  for (const node of walk(body, ({ type }) => type !== 'Try')) {
    for (const [alias, name] of importsOf(node)) aliases.set(alias, name);
    // `from tensorflow import set_random_seed` needs a version that has it, as a use does.
    const used = node.type === 'Attribute' ? [dotted(node, aliases)] : importsOf(node).map(([, , full]) => full);
    for (const name of used) {
      const interval = name === undefined ? undefined : tensorflowWithName(name);
      if (name === undefined || interval === undefined || found.has(name)) continue;
      found.set(name, { kind: 'tensorflowName', interval, what: name, place: node.place });
    }
  }
  const hints = [...found.values()];
  return hints.every((a) => hints.every((b) => overlaps(a.interval, b.interval))) ? hints : [];
}

/** What a script gives names to. */
interface OwnNames {
  /** What an import binds each name to. */
  imported: ReadonlyMap<string, string>;
  /** Parameters of the functions of the script by the name of the function; those of `__init__` by that of the class. */
  parameters: ReadonlyMap<string, ReadonlySet<string>>;
}

function namesOf(body: readonly Statement[]): OwnNames {
  const imported = new Map<string, string>();
  const parameters = new Map<string, Set<string>>();
  const define = (name: string, { positional, keywordOnly }: Parameters): void => {
    const known = parameters.get(name) ?? new Set();
    for (const one of [...positional, ...keywordOnly]) known.add(one.name);
    parameters.set(name, known);
  };
  for (const node of walk(body)) {
    for (const [alias, name] of importsOf(node)) imported.set(alias, name);
    if (node.type === 'FunctionDef') define(node.name, node.args);
    if (node.type !== 'ClassDef') continue;
    for (const one of node.body) if (one.type === 'FunctionDef' && one.name === '__init__') define(node.name, one.args);
  }
  return { imported, parameters };
}

function compilesAcc(body: readonly Statement[]): boolean {
  return [...walk(body)].some(
    (node) =>
      node.type === 'Call' &&
      node.keywords.some(({ name, value }) => name === 'metrics' && items(value).some((item) => isText(item, 'acc'))),
  );
}

/** What the outputs of a notebook name the validation accuracy; nothing where the script may name it so in every version. */
export function printedHints({ printed, source, body }: ParsedScript): Hint[] {
  if (printed === undefined || source.kind !== 'notebook' || compilesAcc(body) || namesMetric(body)) return [];
  const { name, cell } = printed;
  const place: Place = { line: 1, column: 1, endLine: 1, endColumn: 1, cell };
  return [spelling(`prints ${name}`, `the output with ${name}`, place)];
}

/** Versions that the outputs of a notebook show. Keras 2 of TensorFlow has the number of another package: it is left aside. */
export function shownVersions({ versions = [] }: ParsedScript): Hint[] {
  return versions.flatMap(({ package: name, version, cell }): Hint[] => {
    const numbers = numbersOf(version);
    if (name === 'keras' && (numbers[0] ?? 0) < 3) return [];
    const place: Place = { line: 1, column: 1, endLine: 1, endColumn: 1, cell };
    const what = `the output ${name} ${version}`;
    return [{ kind: 'requirement', package: name, interval: intervalOf(numbers), what, place }];
  });
}

/** `SparseCategoricalAccuracy(name='acc')` is logged under its name. */
function namesMetric(body: readonly Statement[]): boolean {
  const isName = (value: Expression): boolean => isText(value, 'acc') || isText(value, 'accuracy');
  return [...walk(body)].some(
    (node) => node.type === 'Call' && node.keywords.some(({ name, value }) => name === 'name' && isName(value)),
  );
}

function items(node: Expression): readonly Expression[] {
  return node.type === 'List' || node.type === 'Tuple' ? node.elts : [node];
}

function isText(node: Expression, text: string): boolean {
  return node.type === 'Constant' && node.value === text;
}

type SpellingHint = Hint & { kind: 'spelling' };

const OPTIMIZER = /^(SGD|Adam|AdamW|Adamax|Nadam|RMSprop|Adagrad|Adadelta|Ftrl|adam|sgd|rmsprop|adadelta|adagrad)$/;
const METHODS: Record<string, Spelling> = table({ fit_generator: 'fit_generator', predict_classes: 'predict_classes' });
const OF_FIT: Record<string, Spelling> = table({
  nb_epoch: 'nb_epoch',
  samples_per_epoch: 'samples_per_epoch',
  epochs: 'epochs=',
  steps_per_epoch: 'epochs=',
});
const OF_CHECKPOINT: Record<string, Spelling> = table({ period: 'period=' });
const OF_APPLICATIONS: Record<string, Spelling> = table({ classifier_activation: 'classifier_activation=' });
const OF_OPTIMIZERS: Record<string, Spelling> = table({ lr: 'lr=', learning_rate: 'learning_rate=', decay: 'decay=' });
const OF_MODEL: Record<string, Spelling> = table({ input: 'input= of Model', output: 'input= of Model' });
const TEXTS: Record<string, Spelling> = table({ val_acc: 'val_acc', val_accuracy: 'val_accuracy' });

function hintsAt(node: Statement | Expression, names: OwnNames): SpellingHint[] {
  const hint = (which: Spelling | undefined, what: string, place: Place): SpellingHint[] =>
    which === undefined ? [] : [{ kind: 'spelling', spelling: which, what, place }];
  if (node.type === 'Constant') {
    return typeof node.value === 'string' ? hint(TEXTS[node.value], `'${node.value}'`, node.place) : [];
  }
  if (node.type !== 'Call') return [];
  const { func, keywords, place } = node;
  const name = nameOf(func);
  const known = isOfOthers(func, names) ? {} : keywordsOf(func, name);
  const own = names.parameters.get(name);
  const given = keywords.filter((keyword) => keyword.name !== null && own?.has(keyword.name) !== true);
  return [
    ...(func.type === 'Attribute' ? hint(METHODS[name], name, place) : []),
    ...given.flatMap((keyword) => hint(known[keyword.name ?? ''], `${keyword.name}=`, keyword.place)),
    ...fileHint(node, name),
  ];
}

/** What the file says that a model or its weights are saved to. */
function fileHint({ args, place }: Expression & { type: 'Call' }, name: string): SpellingHint[] {
  const [first] = args;
  if (first?.type !== 'Constant' || typeof first.value !== 'string') return [];
  const { value: file } = first;
  const hint = { kind: 'spelling', place } as const;
  if (name === 'save' && file.endsWith('.keras'))
    return [{ ...hint, spelling: 'saves .keras', what: 'saving as .keras' }];
  const isOther = name === 'save_weights' && !file.endsWith('.weights.h5');
  return isOther ? [{ ...hint, spelling: 'other weights file', what: `weights saved to ${file}` }] : [];
}

/** Whether a function comes from another package than Keras, such as an optimizer of PyTorch, or is one of the script's own. */
function isOfOthers(func: Expression, { imported, parameters }: OwnNames): boolean {
  if (func.type === 'Name' && parameters.has(func.id)) return true;
  const name = dotted(func, imported);
  return name !== undefined && !/^(keras|tensorflow|tf_keras|keras_\w+)\b/.test(name);
}

function nameOf(func: Expression): string {
  if (func.type === 'Attribute') return func.attr;
  return func.type === 'Name' ? func.id : '';
}

/** Keywords of a call that say something. `optimizers.legacy` keeps the spellings of before. */
function keywordsOf(func: Expression, name: string): Record<string, Spelling> {
  if (name === 'Model') return OF_MODEL;
  if (name === 'ModelCheckpoint') return OF_CHECKPOINT;
  if (APPLICATION_NAME.test(name)) return OF_APPLICATIONS;
  if (func.type === 'Attribute' && (name === 'fit' || name === 'fit_generator')) return OF_FIT;
  if (!OPTIMIZER.test(name)) return {};
  // PyTorch's optimizers have the same names and keywords.
  if (func.type === 'Attribute' && isNamed(func.value, 'optim')) return {};
  return func.type === 'Attribute' && isLegacy(func.value) ? {} : OF_OPTIMIZERS;
}

function isNamed(of: Expression, name: string): boolean {
  return (of.type === 'Attribute' && of.attr === name) || (of.type === 'Name' && of.id === name);
}

function isLegacy(of: Expression): boolean {
  return of.type === 'Attribute' && (of.attr === 'legacy' || isLegacy(of.value));
}
