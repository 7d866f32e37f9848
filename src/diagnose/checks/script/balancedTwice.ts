import { numberOf } from '../../../script/evaluate/values.js';
import { scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, Keyword, Place } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds class weights of a training whose classes are drawn equally often already: from one dataset of each class by
 * `sample_from_datasets`, or by `rejection_resample`. The rare class then counts by its weight more than the others.
 */
export function balancedTwice(reading: ScriptReading): Finding[] {
  const draws = scriptsOf(reading).flatMap(({ body }) => [...walk(body)].flatMap(equalDraw));
  return inEachStage(reading, ({ classWeight, call, place }) => {
    if (classWeight?.kind !== 'dict' || !classWeight.isComplete) return [];
    const weights = [...classWeight.entries.values()].map(numberOf);
    const [draw] = draws.filter(({ classes }) => classes === weights.length);
    const known = weights.filter((weight) => weight !== undefined);
    if (draw === undefined || known.length < weights.length || new Set(known).size === 1) return [];
    const ratio = Number((Math.max(...known) / Math.min(...known)).toPrecision(2));
    return [
      scriptFinding(reading, {
        check: 'balanced-twice',
        severity: 'warning',
        summary: `The ${draw.classes} classes are drawn equally often, and class_weight lets one count ${ratio} times as much as another: the model is pushed to that class.`,
        fix: 'Leave class_weight out, or draw the images as often as there are.',
        at: [draw.place, call.argPlaces.get('class_weight') ?? classWeight.origin, place],
      }),
    ];
  });
}

interface Draw {
  classes: number;
  place: Place;
}

/** A call that draws from each of several datasets, or classes, with the same probability. */
function equalDraw(node: { type: string; place: Place }): Draw[] {
  const call = node as Expression;
  if (call.type !== 'Call' || call.func.type !== 'Attribute') return [];
  const { args, keywords, place } = call;
  const argument = (at: number, name: string): Expression | undefined =>
    keywords.find((keyword: Keyword) => keyword.name === name)?.value ?? args[at];
  const counted =
    call.func.attr === 'sample_from_datasets'
      ? drawnFrom(argument(0, 'datasets'), argument(1, 'weights'))
      : call.func.attr === 'rejection_resample'
        ? equalNumbers(argument(1, 'target_dist'))
        : undefined;
  return counted === undefined ? [] : [{ classes: counted, place }];
}

/** The number of datasets, where none is drawn from more often: without weights, all are drawn from alike. */
function drawnFrom(datasets: Expression | undefined, weights: Expression | undefined): number | undefined {
  const count = datasets?.type === 'List' || datasets?.type === 'Tuple' ? datasets.elts.length : undefined;
  const isEqual = weights === undefined || equalNumbers(weights) === count;
  return isEqual ? count : undefined;
}

/** How many numbers a list has, where all are the same. */
function equalNumbers(list: Expression | undefined): number | undefined {
  if (list?.type !== 'List' && list?.type !== 'Tuple') return undefined;
  const numbers = list.elts.map((item) => (item.type === 'Constant' ? item.value : undefined));
  const isEqual = numbers.every((value) => typeof value === 'number' && value === numbers[0]);
  return isEqual ? numbers.length : undefined;
}
