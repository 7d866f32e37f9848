import { type FunctionFields, oneOrMore, type Value } from '../../../script/evaluate/values.js';
import { metricsOf, outputOf } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import type { Expression, Parameters, Place, Statement } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a metric that the script writes itself and that compares one-hot labels with outputs entry by entry: of n classes, an
 * image that is wrong has n - 2 entries right or more.
 */
export function entriesAsAccuracy(reading: ScriptReading, stage: StageReading): Finding[] {
  const { call, training, loss } = stage;
  const units = outputOf(stage)?.units ?? training?.labels.numClasses?.value;
  const form = training?.labels.form ?? (loss.name === 'categorical_crossentropy' ? 'one-hot' : undefined);
  // Beside the accuracy, it is a second figure.
  const hasAccuracy = metricsOf(stage).some(({ name }) => /^(?:acc|(?:categorical_)?accuracy)$/.test(name));
  if (form !== 'one-hot' || hasAccuracy || (units !== undefined && units <= 2)) return [];
  for (const metric of oneOrMore(call.compiled?.args.get('metrics'))) {
    const compared = functionsOf(metric).flatMap((one) => entriesCompared(one) ?? [])[0];
    if (compared === undefined) continue;
    const share = units === undefined ? 'most' : `at least ${units - 2} of ${units}`;
    return [
      scriptFinding(reading, {
        check: 'misleading-metric',
        severity: 'critical',
        summary: `The metric compares each entry of the one-hot labels, of which most are zeros: where an image is wrong, ${share} entries agree, and it is far above the accuracy.`,
        fix: "Compare `argmax` over the last axis of both, or write metrics=['accuracy'].",
        at: [compared, call.compiled?.argPlaces.get('metrics') ?? metric.origin, loss.place],
      }),
    ];
  }
  return [];
}

interface Metric {
  parameters: Parameters;
  body: FunctionFields['body'];
}

/** A function that is a metric, or the one by which an object of a class of the script is. */
function functionsOf(metric: Value): Metric[] {
  if (metric.kind === 'function') return [metric];
  const update = metric.kind === 'instance' ? metric.of.members.get('update_state') : undefined;
  if (update?.kind !== 'function') return [];
  const { positional, ...others } = update.parameters;
  return [{ body: update.body, parameters: { ...others, positional: positional.slice(1) } }];
}

/** What an expression of a metric is: labels, outputs, or whether they agree, one for each class. */
type Part = { kind: 'labels' | 'outputs' } | { kind: 'agreement'; at: Place };

/** Functions that leave the number of entries as it is. */
const OF_EACH_ENTRY =
  /^(?:round|rint|cast|floor|ceil|sign|clip|clip_by_value|greater|greater_equal|less|less_equal|sigmoid|softmax|astype|float|identity|convert_to_tensor|numpy|flatten|batch_flatten|stop_gradient)$/;
const MEAN = /^(?:mean|reduce_mean)$/;
const SUM = /^(?:sum|reduce_sum)$/;
/** Numbers of entries: `K.size(y_true)`. */
const SIZE = /^(?:size|count_params)$/;
/** Metrics of Keras that do the same. */
const OF_KERAS = /^(?:binary_accuracy)$/;

/** Where a function compares labels and outputs class by class and gives the mean of it. */
function entriesCompared({ parameters, body }: Metric): Place | undefined {
  const [labels, outputs] = parameters.positional;
  if (labels === undefined || outputs === undefined) return undefined;
  const parts = new Map<string, Part | undefined>([
    [labels.name, { kind: 'labels' }],
    [outputs.name, { kind: 'outputs' }],
  ]);
  const nodes = [...walk(body)];
  const hasSize = nodes.some((node) => node.type === 'Call' && SIZE.test(calledName(node)));
  for (const node of nodes) {
    if (node.type === 'Assign') keep(node, parts);
    const at = node.type === 'Call' ? averaged(node, parts, hasSize) : undefined;
    if (at !== undefined) return at;
  }
  return undefined;
}

/** Where what a call averages is compared. */
function averaged(
  call: Expression & { type: 'Call' },
  parts: ReadonlyMap<string, Part | undefined>,
  hasSize: boolean,
): Place | undefined {
  const name = calledName(call);
  const given = partsGiven(call, parts);
  if (OF_KERAS.test(name) && isAgreement(given)) return call.place;
  const isMean = MEAN.test(name) || (SUM.test(name) && hasSize);
  return isMean && given[0]?.kind === 'agreement' ? given[0].at : undefined;
}

function keep({ targets, value }: Statement & { type: 'Assign' }, parts: Map<string, Part | undefined>): void {
  const part = partOf(value, parts);
  for (const target of targets) if (target.type === 'Name') parts.set(target.id, part);
}

/** Undefined for anything that is not one value for each class, such as an `argmax`. */
function partOf(node: Expression, parts: ReadonlyMap<string, Part | undefined>): Part | undefined {
  if (node.type === 'Name') return parts.get(node.id);
  if (node.type === 'Compare') return partOfComparison(node, parts);
  if (node.type !== 'Call') return undefined;
  const name = calledName(node);
  const given = partsGiven(node, parts);
  if (name === 'equal') return isAgreement(given) ? { kind: 'agreement', at: node.place } : undefined;
  return OF_EACH_ENTRY.test(name) ? given[0] : undefined;
}

function partOfComparison(
  { left, ops, comparators, place }: Expression & { type: 'Compare' },
  parts: ReadonlyMap<string, Part | undefined>,
): Part | undefined {
  const [op, ...more] = ops;
  const [right] = comparators;
  if (op === undefined || right === undefined || more.length > 0) return undefined;
  const sides = [left, right].map((side) => partOf(side, parts));
  if (op === '==') return isAgreement(sides) ? { kind: 'agreement', at: place } : undefined;
  // `y_pred > 0.5`
  return right.type === 'Constant' && /[<>]/.test(op) ? sides[0] : undefined;
}

function isAgreement(parts: readonly (Part | undefined)[]): boolean {
  const kinds = parts.slice(0, 2).map((part) => part?.kind);
  return kinds.includes('labels') && kinds.includes('outputs');
}

function calledName({ func }: Expression & { type: 'Call' }): string {
  return func.type === 'Name' ? func.id : func.type === 'Attribute' ? func.attr : '';
}

/** Arguments of a function, or the object of a method and its arguments: `hits.mean()`. */
function partsGiven(
  { func, args, keywords }: Expression & { type: 'Call' },
  parts: ReadonlyMap<string, Part | undefined>,
): (Part | undefined)[] {
  const receiver = func.type === 'Attribute' ? partOf(func.value, parts) : undefined;
  const values = [
    ...args,
    ...keywords.flatMap(({ name, value }) => (name === 'axis' || name === 'dtype' ? [] : [value])),
  ];
  const given = values.map((one) => partOf(one, parts));
  return receiver === undefined ? given : [receiver, ...given];
}
