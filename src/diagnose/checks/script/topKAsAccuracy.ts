import { numberOf, stringOf } from '../../../script/evaluate/values.js';
import { type MetricReading, metricsOf, outputOf } from '../../../script/reading/outputReading.js';
import { scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/** Keras' default of `k`. */
const DEFAULT_K = 5;
const TOP_K = /^(?:sparse_)?top_?k_?categorical_accuracy$/;
/** Names for a share of images that are right: `acc`, `test_accuracy`; not `top5_acc`. */
const ACCURACY = /^(?!.*(?:top|\d)).*acc/i;

/** Finds a metric of the k most probable classes that is taken for the accuracy, or cannot be wrong. */
export function topKAsAccuracy(
  reading: ScriptReading,
  stage: StageReading,
  metric: MetricReading,
): Finding | undefined {
  const { name, args, place } = metric;
  const k = args?.get('k') === undefined ? DEFAULT_K : numberOf(args.get('k'));
  if (!TOP_K.test(name) || k === undefined || k <= 1) return undefined;
  const classes = stage.training?.labels.numClasses?.value ?? outputOf(stage)?.units;
  const isAlwaysRight = classes !== undefined && classes > 1 && k >= classes;
  const taken = isAlwaysRight ? place : placeOfAccuracy(reading, stage, metric);
  if (taken === undefined) return undefined;
  const counts = `Top-k accuracy counts an image as correct where its class is one of the ${k} most probable ones`;
  return scriptFinding(reading, {
    check: 'misleading-metric',
    severity: isAlwaysRight ? 'critical' : 'warning',
    summary: isAlwaysRight
      ? `${counts}. There are ${classes} classes, so it is always 1.`
      : `${counts}${args?.has('k') ? '' : ", Keras' default"}. The script takes that for the accuracy, which is lower.`,
    fix: "Write metrics=['accuracy'], alone or beside it.",
    at: [place, taken],
  });
}

/** Where the script calls the figure an accuracy: by the name of the metric, or of what `evaluate` gives. */
function placeOfAccuracy(reading: ScriptReading, stage: StageReading, metric: MetricReading): Place | undefined {
  const given = stringOf(metric.args?.get('name'));
  if (given !== undefined) return /^acc(?:uracy)?$/i.test(given) ? metric.place : undefined;
  const at = metricsOf(stage).findIndex(({ place }) => place === metric.place);
  const nodes = scriptsOf(reading).flatMap(({ body }) => [...walk(body)]);
  return nodes.find((node) => ACCURACY.test(nameOfFigure(node, at + 1) ?? ''))?.place;
}

/** The name that a script gives to one of the figures of `evaluate`: `loss, acc = model.evaluate(x)`. */
function nameOfFigure(node: Expression | Statement, at: number): string | undefined {
  if (node.type !== 'Assign') return undefined;
  const [target] = node.targets;
  const { value } = node;
  if (target?.type === 'Name' && value.type === 'Subscript') {
    const isFigure = value.slice.type === 'Constant' && value.slice.value === at && isEvaluate(value.value);
    return isFigure ? target.id : undefined;
  }
  if ((target?.type !== 'Tuple' && target?.type !== 'List') || !isEvaluate(value)) return undefined;
  const name = target.elts[at];
  return name?.type === 'Name' ? name.id : undefined;
}

function isEvaluate(node: Expression): boolean {
  return node.type === 'Call' && node.func.type === 'Attribute' && /^evaluate(?:_generator)?$/.test(node.func.attr);
}
