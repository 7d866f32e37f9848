import { scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, ParsedScript, Place, Statement } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** A loop that numbers the class folders of a list that the script writes out. */
interface NumberedFolders {
  names: string[];
  list: Place;
  loop: Place;
}

/**
 * Finds labels that the script numbers by a list of class folders in another order than Keras, which sorts the names of the folders:
 * training numbers the classes by the alphabet, the test by the list.
 */
export function typedClassOrder(reading: ScriptReading): Finding[] {
  if (reading.uses.length === 0) return [];
  const typed = scriptsOf(reading).flatMap(numberedFolders);
  const other = typed.find(({ names }) => names.join('\n') !== [...names].sort().join('\n'));
  if (other === undefined) return [];
  return inEachStage(reading, ({ training }) => {
    const source = training?.source;
    if (source?.directory === undefined || source.classNames !== undefined) return [];
    const sorted = [...other.names].sort();
    const at = other.names.findIndex((name, i) => name !== sorted[i]);
    return [
      scriptFinding(reading, {
        check: 'class-order-mismatch',
        severity: 'critical',
        summary: `Keras numbers the folders of ${source.text} by the alphabet, where class ${at} is ${sorted[at]}; the labels of this loop follow the list, where it is ${other.names[at]}.`,
        fix: 'Give the list to the training images as `class_names` (of a generator: `classes`), or number the labels by `sorted(list)`.',
        at: [
          [other.loop, 'numbered by the list'],
          [other.list, 'the list'],
          [source.place, 'numbered by the alphabet'],
        ],
      }),
    ];
  });
}

/** Loops such as `for i, name in enumerate(NAMES)` that read the folder of each name and add its number to labels. */
function numberedFolders({ body }: ParsedScript): NumberedFolders[] {
  const nodes = [...walk(body)];
  return nodes.flatMap((node): NumberedFolders[] => {
    const loop = node.type === 'For' ? enumerated(node) : undefined;
    if (node.type !== 'For' || loop === undefined) return [];
    const { given, number, name } = loop;
    const list = given.type === 'Name' ? assignedOnce(nodes, given.id) : given;
    const names = list === undefined ? undefined : textsOf(list);
    if (names === undefined || !opensFolder(node.body, name) || !addsLabel(node.body, number)) return [];
    return [{ names, list: list!.place, loop: node.iter.place }];
  });
}

/** `for number, name in enumerate(given)`. */
function enumerated({
  target,
  iter,
}: Statement & { type: 'For' }): { given: Expression; number: string; name: string } | undefined {
  if (target.type !== 'Tuple' || iter.type !== 'Call' || iter.keywords.length > 0) return undefined;
  const [number, name] = target.elts;
  const [given, ...others] = iter.args;
  if (iter.func.type !== 'Name' || iter.func.id !== 'enumerate' || given === undefined || others.length > 0)
    return undefined;
  if (number?.type !== 'Name' || name?.type !== 'Name') return undefined;
  return { given, number: number.id, name: name.id };
}

/** The expression of a name that is assigned in one place. */
function assignedOnce(nodes: readonly (Expression | Statement)[], id: string): Expression | undefined {
  const values = nodes.flatMap((node) =>
    node.type === 'Assign' && node.targets.some((target) => target.type === 'Name' && target.id === id)
      ? [node.value]
      : [],
  );
  return values.length === 1 ? values[0] : undefined;
}

function textsOf(list: Expression): string[] | undefined {
  if ((list.type !== 'List' && list.type !== 'Tuple') || list.elts.length < 2) return undefined;
  const texts = list.elts.flatMap((one) =>
    one.type === 'Constant' && typeof one.value === 'string' ? [one.value] : [],
  );
  return texts.length === list.elts.length && new Set(texts).size === texts.length ? texts : undefined;
}

/** Whether a name is a part of a path: `os.path.join(root, name)`, `root / name`, `f'{root}/{name}'`. */
function opensFolder(body: unknown, id: string): boolean {
  return [...walk(body)].some((node) => {
    if (node.type === 'Call') {
      const called = node.func.type === 'Attribute' ? node.func.attr : node.func.type === 'Name' ? node.func.id : '';
      return /^(join|glob|iglob|listdir|scandir|Path)$/.test(called) && node.args.some((arg) => mentions(arg, id));
    }
    return node.type === 'BinOp' && node.op === '/' && node.right.type === 'Name' && node.right.id === id;
  });
}

/** Whether a number is added to a list: `labels.append(i)`, `labels += [i] * count`. */
function addsLabel(body: unknown, id: string): boolean {
  return [...walk(body)].some((node) => {
    if (node.type === 'AugAssign') return node.value.type !== 'Name' && mentions(node.value, id);
    if (node.type !== 'Call' || node.func.type !== 'Attribute') return false;
    return /^(append|extend)$/.test(node.func.attr) && node.args.some((arg) => mentions(arg, id));
  });
}

function mentions(tree: unknown, id: string): boolean {
  return [...walk(tree)].some((node) => node.type === 'Name' && node.id === id);
}
