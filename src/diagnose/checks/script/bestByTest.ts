import { scriptOf, scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { isWithin } from '../../../script/syntax/isWithin.js';
import { namesIn } from '../../../script/syntax/namesIn.js';
import { quote } from '../../../script/syntax/quote.js';
import { walk } from '../../../script/syntax/walk.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { bestOfSettings } from './bestOfSettings.js';
import { isTestName } from './selectionAsResult.js';

type Node = Expression | Statement;
type Call = Expression & { type: 'Call' };
type Choice = Statement & { type: 'Assign' };

/** Calls that choose by a column or a key of what they are called on, or given. */
const CHOOSES = /^(?:sort_values|nlargest|nsmallest|sorted|sort|max|min|idxmax|idxmin|argmax|argmin|argsort)$/;
const REPORTS = /^(?:print|dump|dumps|write|writelines|info|writerow)$/;
const MEASURES = /^(?:evaluate|evaluate_generator|predict|predict_generator|score)$/;

/**
 * Finds a figure on test images that is kept for each of several trainings, chosen by, and given as the result: in a table or a list
 * of dicts, `sort_values('test')`.
 */
export function bestByTest(reading: ScriptReading): Finding[] {
  if (bestOfSettings(reading).length > 0) return [];
  const nodes = scriptsOf(reading).flatMap(({ body }) => [...walk(body)]);
  const loops = nodes.filter((node) => node.type === 'For' || node.type === 'While').filter(hasTraining);
  for (const loop of loops) {
    const inside = [...walk(loop)];
    const figures = inside.flatMap(figuresOf);
    const keys = new Set(inside.flatMap((node) => keysOf(node, figures)));
    const [use] = figures;
    const pick = nodes.find((node): node is Choice => isAfter(node, loop) && isChoiceBy(node, keys));
    if (use === undefined || pick === undefined || isMeasuredLater(nodes, pick)) continue;
    const chosen = derivedFrom(pick, nodes);
    const report = nodes.find((node) => isAfter(node, pick) && reports(reading, node, chosen, keys));
    if (report === undefined) continue;
    return [
      scriptFinding(reading, {
        check: 'selection-as-result',
        severity: 'warning',
        summary:
          'The best of several trainings is chosen by its figure on the test images, and that figure is given as the result: the largest of several figures is too high.',
        fix: 'Choose by the validation images, then give the figure of the chosen training on the test images.',
        at: [
          [pick.place, 'the choice'],
          [report.place, 'the result'],
          [use.place, 'the figures'],
        ],
      }),
    ];
  }
  return [];
}

function calledName({ func }: Call): string {
  return func.type === 'Name' ? func.id : func.type === 'Attribute' ? func.attr : '';
}

function hasTraining(loop: Node): boolean {
  return [...walk(loop)].some((node) => node.type === 'Call' && /^(?:fit|fit_generator)$/.test(calledName(node)));
}

/** Whether something stands behind a part of the script, and not in it. */
function isAfter({ place }: Node, { place: before }: Node): boolean {
  if (place.file !== before.file || isWithin(place, before)) return false;
  const [cell, other] = [place.cell ?? 0, before.cell ?? 0];
  return cell === other ? place.line > before.endLine : cell > other;
}

interface Figure {
  name: string;
  place: Place;
}

/** Names that a figure on images gets which the script calls test images: `test_acc = model.evaluate(x_test, y_test)[1]`. */
function figuresOf(node: Node): Figure[] {
  if (node.type !== 'Assign') return [];
  const call = [...walk(node.value)].find((one): one is Call => one.type === 'Call' && calledName(one) === 'evaluate');
  const given = call?.args[0] ?? call?.keywords.find(({ name }) => name === 'x')?.value;
  if (given === undefined || !namesIn(given).some(isTestName)) return [];
  return node.targets.flatMap((target) => namesIn(target).map((name) => ({ name, place: node.place })));
}

/** Keys under which figures are kept: `{'test': test_acc}`, `dict(test=test_acc)`, `row['test'] = test_acc`. */
function keysOf(node: Node, figures: readonly Figure[]): string[] {
  const isFigure = (value: Expression): boolean => {
    const bare = value.type === 'Call' && value.args.length > 0 ? value.args[0]! : value;
    return bare.type === 'Name' && figures.some(({ name }) => name === bare.id);
  };
  if (node.type === 'Dict')
    return node.keys.flatMap((key, i) => (isFigure(node.values[i]!) ? (textOfConstant(key) ?? []) : []));
  if (node.type === 'Call' && calledName(node) === 'dict')
    return node.keywords.flatMap(({ name, value }) => (name !== null && isFigure(value) ? [name] : []));
  if (node.type !== 'Assign' || !isFigure(node.value)) return [];
  return node.targets.flatMap((target) => (target.type === 'Subscript' ? (textOfConstant(target.slice) ?? []) : []));
}

function textOfConstant(node: Expression | null): string | undefined {
  return node?.type === 'Constant' && typeof node.value === 'string' ? node.value : undefined;
}

/** Whether a statement assigns what a call chooses by one of the keys. */
function isChoiceBy(node: Node, keys: ReadonlySet<string>): node is Choice {
  if (node.type !== 'Assign') return false;
  return [...walk(node.value)].some(
    (one) => one.type === 'Call' && CHOOSES.test(calledName(one)) && keysRead(one).some((key) => keys.has(key)),
  );
}

/** Columns and keys by which a call chooses: `by='test'`, `key=lambda row: row['test']`, `table['test'].idxmax()`. */
function keysRead({ func, args, keywords }: Call): string[] {
  const by = keywords.filter(({ name }) => name === 'by' || name === 'key' || name === 'columns');
  const named = [...args, ...by.map(({ value }) => value)].flatMap((one) =>
    one.type === 'List' ? (textOfConstant(one.elts[0] ?? null) ?? []) : (textOfConstant(one) ?? []),
  );
  const inLambda = [...args, ...by.map(({ value }) => value)].flatMap((one) =>
    one.type === 'Lambda' ? keysIn(one.body) : [],
  );
  const ofColumn = func.type === 'Attribute' ? keysIn(func.value).slice(0, 1) : [];
  return [...named, ...inLambda, ...ofColumn];
}

function keysIn(tree: unknown): string[] {
  return [...walk(tree)].flatMap((node) =>
    node.type === 'Subscript' ? (textOfConstant(node.slice) ?? []) : node.type === 'Attribute' ? [node.attr] : [],
  );
}

/** Images that are measured after the choice give the result. */
function isMeasuredLater(nodes: readonly Node[], pick: Node): boolean {
  return nodes.some((node) => node.type === 'Call' && isAfter(node, pick) && MEASURES.test(calledName(node)));
}

/** Names that get their values of a choice, directly or by others. */
function derivedFrom(pick: Choice, nodes: readonly Node[]): Set<string> {
  const names = new Set(namesIn(pick.targets));
  for (const node of nodes)
    if (node.type === 'Assign' && isAfter(node, pick) && namesIn(node.value).some((name) => names.has(name)))
      for (const name of namesIn(node.targets)) names.add(name);
  return names;
}

/** Whether a call shows or stores a chosen row whole, or its figure. */
function reports(
  reading: ScriptReading,
  node: Node,
  chosen: ReadonlySet<string>,
  keys: ReadonlySet<string>,
): node is Call {
  if (node.type !== 'Call' || !REPORTS.test(calledName(node))) return false;
  if (/\bval(?:idation)?\b/i.test(quote(scriptOf(reading, node.place).source, node.place, 400))) return false;
  return [...walk(node.args)].some((one) => {
    if (one.type !== 'Attribute' && one.type !== 'Subscript') return false;
    const key = one.type === 'Attribute' ? one.attr : textOfConstant(one.slice);
    return key !== undefined && keys.has(key) && namesIn(one.value).some((name) => chosen.has(name));
  });
}
