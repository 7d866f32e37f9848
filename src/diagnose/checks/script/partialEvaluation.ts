import { type Count, numberOf, type Value } from '../../../script/evaluate/values.js';
import type { ImageFlow } from '../../../script/library/images/flow.js';
import { scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import type { Place } from '../../../script/syntax/ast.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { writtenCounts } from './stepsOfScript.js';

/** Share of the images that is worth a warning where it is left out. A choice: it can change an accuracy by as much. */
export const LEFT_OUT = 0.05;
/** Names that scripts give to the number of images: `nb_validation_samples`, `num_test`. */
const OF_VALIDATION = /^(n|nb|num|number|no|total)_?(of_)?val(id|idation)?(_?(samples|images|examples))?$/i;
const OF_TEST = /^(n|nb|num|number|no|total)_?(of_)?test(ing)?(_?(samples|images|examples))?$/i;

/** Batches that are evaluated, and what of. */
interface Evaluation {
  /** The argument: `steps`, `validation_steps`. */
  name: string;
  steps: Value;
  flow: ImageFlow;
  place: Place;
  /** Whether it gives the figures of a model, and not those of an epoch. */
  isResult: boolean;
}

/** Finds `steps` of an evaluation that leave out a part of the images: the rest of a division, or more of those that the script counts. */
export function partialEvaluation(reading: ScriptReading): Finding[] {
  const find = (one: Evaluation): Finding[] =>
    [restOfDivision, ofWrittenNumber].flatMap((kind) => kind(reading, one) ?? []).slice(0, 1);
  return evaluationsOf(reading).flatMap(find);
}

function evaluationsOf({ stages, uses }: ScriptReading): Evaluation[] {
  const ofStage = ({ call, validation }: StageReading): Evaluation[] => {
    const steps = call.args.get('validation_steps');
    const place = call.argPlaces.get('validation_steps') ?? call.place;
    return steps === undefined || validation === undefined
      ? []
      : [{ name: 'validation_steps', steps, flow: validation, place, isResult: false }];
  };
  const results = uses.flatMap(({ kind, args, argPlaces, flow, place, isRepeated }): Evaluation[] => {
    const steps = args.get('steps');
    return kind !== 'evaluate' || steps === undefined || flow === undefined || isRepeated
      ? []
      : [{ name: 'steps', steps, flow, place: argPlaces.get('steps') ?? place, isResult: true }];
  });
  return [...results, ...stages.slice(-1).flatMap(ofStage)];
}

/** `samples // batch_size` of images in the order of their files: what is left over is always of the last class. */
function restOfDivision(
  reading: ScriptReading,
  { name, steps, flow, place, isResult }: Evaluation,
): Finding | undefined {
  const size = flow.batchSize.value ?? 1;
  const count: Count | undefined = steps.kind === 'unknown' ? steps.count : undefined;
  const isCut = count?.rounded === 'down';
  if (!isResult || !isCut || count?.of !== 'images' || count.plus !== 0 || count.dividedBy !== size) return undefined;
  if (size < 2 || flow.shuffle.value !== false || flow.kind !== 'directory generator') return undefined;
  return scriptFinding(reading, {
    check: 'partial-evaluation',
    severity: 'info',
    summary: `${name} leaves out what is no whole batch of ${size}: up to ${size - 1} images, all of the last classes, since the generator gives them in the order of the folders.`,
    fix: `Leave ${name} out, or write \`len\` of the generator, which counts the last batch too.`,
    at: [place, [flow.origin, `batches of ${size}, in order`]],
  });
}

/** Fewer images than the script says that there are. */
function ofWrittenNumber(
  reading: ScriptReading,
  { name, steps, flow, place, isResult }: Evaluation,
): Finding | undefined {
  const [batches, size] = [numberOf(steps), flow.batchSize.value];
  const counts = scriptsOf(reading).flatMap((script) => writtenCounts(script, isResult ? OF_TEST : OF_VALIDATION));
  const [count] = counts;
  if (batches === undefined || size === undefined || size === null || count === undefined || counts.length > 1)
    return undefined;
  const [seen, images] = [batches * size, count.value];
  if (seen >= images || 1 - seen / images < LEFT_OUT) return undefined;
  return scriptFinding(reading, {
    check: 'partial-evaluation',
    severity: 'warning',
    summary: `${name} evaluates ${batches} ${batches === 1 ? 'batch' : 'batches'} of ${size}: ${seen} of the ${images} images that the script counts.`,
    fix: `Leave ${name} out, or round the division up: \`math.ceil\`.`,
    at: [place, count.place, flow.batchSize.places[0]],
  });
}
