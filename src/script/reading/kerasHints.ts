import { table } from '../../base/table.js';
import type { Hint, Spelling } from '../keras/hints.js';
import { rootOf } from '../keras/publicNames.js';
import type { Alias, Expression, Place, Statement } from '../syntax/ast.js';
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
  for (const node of walk(body)) {
    for (const hint of hintsAt(node)) if (!found.has(hint.spelling)) found.set(hint.spelling, hint);
  }
  return [...found.values()];
}

type SpellingHint = Hint & { kind: 'spelling' };

const OPTIMIZER = /^(SGD|Adam|AdamW|Adamax|Nadam|RMSprop|Adagrad|Adadelta|Ftrl|adam|sgd|rmsprop|adadelta|adagrad)$/;
const METHODS: Record<string, Spelling> = table({ fit_generator: 'fit_generator', predict_classes: 'predict_classes' });
const KEYWORDS: Record<string, Spelling> = table({ nb_epoch: 'nb_epoch', samples_per_epoch: 'samples_per_epoch' });
const OF_FIT: Record<string, Spelling> = table({ ...KEYWORDS, epochs: 'epochs=', steps_per_epoch: 'epochs=' });
const OF_OPTIMIZERS: Record<string, Spelling> = table({ lr: 'lr=', learning_rate: 'learning_rate=', decay: 'decay=' });
const OF_MODEL: Record<string, Spelling> = table({ input: 'input= of Model', output: 'input= of Model' });
const TEXTS: Record<string, Spelling> = table({ val_acc: 'val_acc', val_accuracy: 'val_accuracy' });

function hintsAt(node: Statement | Expression): SpellingHint[] {
  const hint = (which: Spelling | undefined, what: string, place: Place): SpellingHint[] =>
    which === undefined ? [] : [{ kind: 'spelling', spelling: which, what, place }];
  if (node.type === 'Constant') {
    return typeof node.value === 'string' ? hint(TEXTS[node.value], `'${node.value}'`, node.place) : [];
  }
  if (node.type !== 'Call') return [];
  const { func, keywords, args, place } = node;
  const name = nameOf(func);
  const table = keywordsOf(func, name);
  const [first] = args;
  const savesKeras = name === 'save' && first?.type === 'Constant' && String(first.value).endsWith('.keras');
  return [
    ...(func.type === 'Attribute' ? hint(METHODS[name], name, place) : []),
    ...keywords.flatMap((keyword) => hint(table[keyword.name ?? ''], `${keyword.name}=`, keyword.place)),
    ...(savesKeras ? hint('saves .keras', 'saving as .keras', place) : []),
  ];
}

function nameOf(func: Expression): string {
  if (func.type === 'Attribute') return func.attr;
  return func.type === 'Name' ? func.id : '';
}

/** Keywords of a call that say something. `optimizers.legacy` keeps the spellings of before. */
function keywordsOf(func: Expression, name: string): Record<string, Spelling> {
  if (name === 'Model') return OF_MODEL;
  if (func.type === 'Attribute' && (name === 'fit' || name === 'fit_generator')) return OF_FIT;
  if (!OPTIMIZER.test(name)) return func.type === 'Attribute' && TRAINS.test(name) ? KEYWORDS : {};
  // PyTorch's optimizers have the same names and keywords.
  if (func.type === 'Attribute' && isNamed(func.value, 'optim')) return {};
  return func.type === 'Attribute' && isLegacy(func.value) ? {} : OF_OPTIMIZERS;
}

/** Methods of a model; a function of the script may have an `nb_epoch` of its own. */
const TRAINS = /^(fit|train|evaluate|predict)/;

function isNamed(of: Expression, name: string): boolean {
  return (of.type === 'Attribute' && of.attr === name) || (of.type === 'Name' && of.id === name);
}

function isLegacy(of: Expression): boolean {
  return of.type === 'Attribute' && (of.attr === 'legacy' || isLegacy(of.value));
}
