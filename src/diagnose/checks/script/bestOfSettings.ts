import type { ModelCall } from '../../../script/library/models/events.js';
import { scriptOf, scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { keyOf } from '../../../script/syntax/keyOf.js';
import { namesIn } from '../../../script/syntax/namesIn.js';
import { quote } from '../../../script/syntax/quote.js';
import { walk } from '../../../script/syntax/walk.js';
import { cutText, isSameSet } from '../../evidence/imageSets.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

type Node = Expression | Statement;

/** Names for figures of how good a model is. */
const FIGURE = /acc|score|result|auc|f1|perf|metric/i;
/** Splits in which each training has validation images of its own. */
const FOLDS = /Fold|ShuffleSplit|LeaveOne|LeaveP/;
/** Functions that show or store what they are given. */
const REPORTS = /^(?:print|dump|dumps|write|writelines|info|writerow)$/;
/** A figure that is called one of validation claims nothing else. */
const CALLED_VALIDATION = /val|dev\b|cv\b/i;

/** Finds the figure of the best of several trainings that is given as the result, on the images that it was chosen by. */
export function bestOfSettings(reading: ScriptReading): Finding[] {
  // Each pass of a loop may make a model of its own.
  const { list } = reading.library.events;
  const fits = list.filter((event): event is ModelCall => event.kind === 'fit');
  const uses = list.filter((event): event is ModelCall => event.kind === 'evaluate' || event.kind === 'predict');
  const use = uses.find((one) => one.kind === 'evaluate' && one.flow !== undefined && isOften(one, uses));
  const flow = use?.flow;
  if (use === undefined || flow === undefined || flow.source.kind === 'unknown') return [];
  if (!fits.some((one) => isOften(one, fits))) return [];
  // Other images that are evaluated or predicted in the end give the result.
  const isMeasuredElsewhere = uses.some(
    ({ flow: other }) => other === undefined || !isSameSet(reading, other, flow) || cutText(other) !== cutText(flow),
  );
  const nodes = scriptsOf(reading).flatMap(({ body }) => [...walk(body)]);
  if (isMeasuredElsewhere || nodes.some((node) => node.type === 'Name' && FOLDS.test(node.id))) return [];
  for (const pick of nodes.flatMap(picksOf)) {
    const report = nodes.find((node) => reports(reading, node, pick));
    if (report === undefined) continue;
    return [
      scriptFinding(reading, {
        check: 'selection-as-result',
        severity: 'warning',
        summary:
          'The best of several trainings is chosen by these images, and its figure on them is given as the result: the largest of several figures is too high.',
        fix: 'Choose on the validation images, then evaluate the chosen model once on images that chose nothing.',
        at: [
          [report.place, 'the result'],
          [pick.place, 'the choice'],
          [use.place, 'the figures'],
        ],
      }),
    ];
  }
  return [];
}

/** Whether a line runs more than once: in a loop that the text counts, each time is a call of its own. */
function isOften(call: ModelCall, calls: readonly ModelCall[]): boolean {
  return call.isRepeated || calls.filter(({ place }) => keyOf(place) === keyOf(call.place)).length > 1;
}

/** A choice among figures: the best of them, or the key that it has among them. */
interface Pick {
  kind: 'figure' | 'key';
  name: string;
  place: Place;
}

function picksOf(node: Node): Pick[] {
  if (node.type === 'If') return keptFigures(node);
  if (node.type !== 'Assign' || node.value.type !== 'Call') return [];
  const { func, args, keywords } = node.value;
  if (func.type !== 'Name' || !/^(?:max|min)$/.test(func.id) || args.length !== 1) return [];
  const isOfFigures = namesIn(args[0]!).some((name) => FIGURE.test(name));
  const kind = keywords.some(({ name }) => name === 'key') ? 'key' : 'figure';
  return node.targets.flatMap((target) =>
    target.type === 'Name' && isOfFigures ? [{ kind, name: target.id, place: node.place }] : [],
  );
}

/** `if accuracy > best: best = accuracy`. */
function keptFigures({ test, body, place }: Statement & { type: 'If' }): Pick[] {
  if (test.type !== 'Compare') return [];
  const compared = new Set([test.left, ...test.comparators].flatMap((side) => (side.type === 'Name' ? [side.id] : [])));
  return body.flatMap((statement): Pick[] => {
    if (statement.type !== 'Assign' || statement.value.type !== 'Name') return [];
    const [target] = statement.targets;
    if (target?.type !== 'Name' || !compared.has(target.id) || !compared.has(statement.value.id)) return [];
    return FIGURE.test(`${target.id} ${statement.value.id}`) ? [{ kind: 'figure', name: target.id, place }] : [];
  });
}

/** Whether a call shows or stores the figure of a choice, and does not call it one of validation. */
function reports(reading: ScriptReading, node: Node, { kind, name }: Pick): node is Expression & { type: 'Call' } {
  if (node.type !== 'Call') return false;
  const { func, args } = node;
  const called = func.type === 'Name' ? func.id : func.type === 'Attribute' ? func.attr : '';
  if (!REPORTS.test(called)) return false;
  if (CALLED_VALIDATION.test(quote(scriptOf(reading, node.place).source, node.place, 400))) return false;
  return [...walk(args)].some((inner) =>
    kind === 'figure'
      ? inner.type === 'Name' && inner.id === name
      : inner.type === 'Subscript' &&
        inner.slice.type === 'Name' &&
        inner.slice.id === name &&
        namesIn(inner.value).some((one) => FIGURE.test(one)),
  );
}
