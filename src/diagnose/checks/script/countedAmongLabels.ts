import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds accuracies that a script counts itself, with a prediction right where its class is that of any image: `if predicted in labels`.
 * In a batch nearly each class occurs, and then nearly each prediction is right.
 */
export function countedAmongLabels(reading: ScriptReading): Finding[] {
  const nodes = [...walk(reading.script.body)];
  const names = { predicted: new Set<string>(), labels: labelNames(nodes) };
  for (const node of nodes) if (node.type === 'Assign') keepPredicted(node, names.predicted);
  const at = nodes.flatMap((node) => countedIn(node, names) ?? [])[0];
  if (at === undefined) return [];
  return [
    scriptFinding(reading, {
      check: 'misleading-metric',
      severity: 'critical',
      summary:
        'A prediction counts as right where its class is that of any of the images, not of its own: the share is far above the accuracy.',
      fix: 'Compare each prediction with the label of its own image: `(predicted == labels).mean()`.',
      at: [at],
    }),
  ];
}

interface Names {
  /** Numbers of classes that a model predicts. */
  predicted: ReadonlySet<string>;
  /** Arrays with the label of each image. */
  labels: ReadonlySet<string>;
}

const PREDICTS = /^(?:predict|predict_on_batch|predict_generator)$/;
/** Functions that leave one value for each image, or one for each image and class. */
const KEEPS = /^(?:numpy|squeeze|asarray|array|astype|tolist|flatten|ravel|cast|list|reshape)$/;
const CLASSES = /^(?:argmax|predict_classes)$/;

/** Outputs of a model and what is made of them count alike: only their classes can be among labels. */
function keepPredicted({ targets, value }: Statement & { type: 'Assign' }, predicted: Set<string>): void {
  const isOutput = isOfModel(value, predicted);
  for (const target of targets) {
    if (target.type !== 'Name') continue;
    if (isOutput) predicted.add(target.id);
    else predicted.delete(target.id);
  }
}

function isOfModel(node: Expression, predicted: ReadonlySet<string>): boolean {
  if (node.type === 'Name') return predicted.has(node.id);
  if (node.type !== 'Call') return false;
  const name = calledName(node);
  if (PREDICTS.test(name) || name === 'predict_classes') return true;
  if (!KEEPS.test(name) && !CLASSES.test(name)) return false;
  const receiver = node.func.type === 'Attribute' ? [node.func.value] : [];
  return [...receiver, ...node.args].some((one) => isOfModel(one, predicted));
}

const NAMED_LABELS = /label|target|true|actual|truth|^y(?:_|\d|$)|(?:^|_)y$/i;
/** What a list of classes is called, of which each occurs once. */
const NAMED_CLASSES = /name|class|unique|categor/i;

/** Names of labels that stand beside images: `images, labels = next(batches)`, or that a generator has. */
function labelNames(nodes: readonly (Expression | Statement)[]): Set<string> {
  const names = nodes.flatMap(setBeside).flatMap((one) => (one.type === 'Name' ? [one.id] : []));
  return new Set(names.filter((name) => NAMED_LABELS.test(name) && !NAMED_CLASSES.test(name)));
}

/** What a node sets that may be labels. */
function setBeside(node: Expression | Statement): Expression[] {
  if (node.type === 'For') return severalOf(node.target);
  if (node.type !== 'Assign') return [];
  return isOfGenerator(node.value) ? node.targets : node.targets.flatMap(severalOf);
}

function severalOf(target: Expression): Expression[] {
  return target.type === 'Tuple' || target.type === 'List' ? target.elts : [];
}

/** `generator.classes`, and `argmax` of labels. */
function isOfGenerator(value: Expression): boolean {
  if (value.type === 'Attribute') return value.attr === 'classes' || value.attr === 'labels';
  return value.type === 'Call' && calledName(value) === 'argmax';
}

/** Where a node counts predictions that are among labels. */
function countedIn(node: Expression | Statement, names: Names): Place | undefined {
  if (node.type === 'For') return inLoop(node, names);
  if (node.type === 'Comprehension') return inComprehension(node, names);
  return node.type === 'Call' ? ofNumpy(node, names) : undefined;
}

function inLoop({ target, iter, body }: Statement & { type: 'For' }, names: Names): Place | undefined {
  for (const node of body) {
    if (node.type !== 'If' || !node.body.some((one) => one.type === 'AugAssign' && one.op === '+')) continue;
    const at = among(node.test, isEach(target, iter, names), names);
    if (at !== undefined) return at;
  }
  return undefined;
}

/** `sum(one in labels for one in predicted)`, `[one for one in predicted if one in labels]`. */
function inComprehension({ elt, generators }: Expression & { type: 'Comprehension' }, names: Names): Place | undefined {
  const [first, ...others] = generators;
  if (first === undefined || others.length > 0) return undefined;
  const isOne = isEach(first.target, first.iter, names);
  for (const test of [elt, ...first.ifs]) {
    const at = among(test, isOne, names);
    if (at !== undefined) return at;
  }
  return undefined;
}

/** Whether an expression is one of the predictions that a loop goes over: `one`, or `predicted[i]`. */
function isEach(target: Expression, iter: Expression, { predicted }: Names): (one: Expression) => boolean {
  const each = isPredicted(iter, predicted) && target.type === 'Name' ? target.id : undefined;
  return (one) => {
    if (one.type === 'Name') return one.id === each;
    return one.type === 'Subscript' && isPredicted(one.value, predicted) && one.slice.type === 'Name';
  };
}

function among(test: Expression, isOne: (one: Expression) => boolean, names: Names): Place | undefined {
  if (test.type !== 'Compare' || test.ops.length !== 1 || test.ops[0] !== 'in') return undefined;
  const [right] = test.comparators;
  return isOne(test.left) && right !== undefined && isLabels(right, names) ? test.place : undefined;
}

/** `np.isin(predicted, labels)`. */
function ofNumpy(call: Expression & { type: 'Call' }, names: Names): Place | undefined {
  const [first, second] = call.args;
  if (!/^(?:isin|in1d)$/.test(calledName(call)) || first === undefined || second === undefined) return undefined;
  return isPredicted(first, names.predicted) && isLabels(second, names) ? call.place : undefined;
}

function isPredicted(node: Expression, predicted: ReadonlySet<string>): boolean {
  return node.type === 'Name' && predicted.has(node.id);
}

function isLabels(node: Expression, { predicted, labels }: Names): boolean {
  if (node.type === 'Name') return labels.has(node.id) && !predicted.has(node.id);
  if (node.type === 'Attribute') return isOfGenerator(node);
  // `labels.numpy()`, `list(labels)`
  if (node.type !== 'Call' || !KEEPS.test(calledName(node))) return false;
  const of = node.func.type === 'Attribute' ? node.func.value : node.args[0];
  return of !== undefined && isLabels(of, { predicted, labels });
}

function calledName({ func }: Expression & { type: 'Call' }): string {
  return func.type === 'Name' ? func.id : func.type === 'Attribute' ? func.attr : '';
}
