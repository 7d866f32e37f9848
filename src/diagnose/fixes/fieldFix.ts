import { isDeepStrictEqual } from 'node:util';
import { dropoutOf, withDropout } from '../../backbones/pretrained/head.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { type Change, together } from '../../script/edit/edit.js';
import { replaceExpression } from '../../script/edit/expressions.js';
import { setKeyword } from '../../script/edit/keywords.js';
import { callAt, expressionAt } from '../../script/edit/nodeAt.js';
import { numberLike } from '../../script/edit/style.js';
import type { Read } from '../../script/library/read.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { Expression, ParsedScript, Place } from '../../script/syntax/ast.js';
import { setRate } from './learningRateFix.js';

/** Changes one field of a script's training. */
type FieldFix = (reading: ScriptReading, stage: StageReading, wanted: Recipe, now: Recipe) => Change;

/** Fields that are numbers of a line. */
const FIXES: Partial<Record<keyof Recipe, FieldFix>> = {
  learningRate: (reading, stage, { learningRate }) => setRate(reading, stage, learningRate),
  batchSize: (reading, { batchSize }, wanted) => setNumber(reading, batchSize, 'batch_size', wanted.batchSize),
  epochs: (reading, { epochs }, wanted) => setNumber(reading, epochs, 'epochs', wanted.epochs),
  head: (reading, stage, wanted, now) => setDropout(reading, stage, wanted.head, now.head),
};

/**
 * Gives a script the value that a field of its recipe is to have.
 *
 * @param now the recipe that the script describes
 * @returns edits, or the reason why no line can be changed safely
 */
export function fieldFix(reading: ScriptReading, field: string, wanted: Recipe, now: Recipe): Change {
  const fix = FIXES[field as keyof Recipe];
  const [stage, ...others] = reading.stages;
  if (fix === undefined || stage === undefined) return { reason: 'it takes more than a number in a line' };
  if (others.length > 0)
    return { reason: 'the script trains several times, and which training is meant is for you to decide' };
  return fix(reading, stage, wanted, now);
}

/** Replaces a number wherever it is used, or gives it to the call that leaves it out. */
function setNumber({ script }: ScriptReading, of: Read<number | null>, keyword: string, value: number): Change {
  const text = numberLike(script, value);
  if (of.from === 'default') {
    const call = callAt(script, of.places[0]);
    return call === undefined ? { reason: 'the call is in another file' } : setKeyword(script, call, keyword, text);
  }
  const literal = numberAt(script, of.places[0]);
  return literal === undefined
    ? { reason: `\`${keyword}\` is not written as a number` }
    : replaceExpression(script, literal, text, { everyUse: true });
}

/** The number that is written at a place. */
function numberAt(script: ParsedScript, place: Place | undefined): Expression | undefined {
  const node = expressionAt(script, place);
  return node?.type === 'Constant' && typeof node.value === 'number' ? node : undefined;
}

/** Gives each dropout of the head its rate. */
function setDropout(
  { script }: ScriptReading,
  { model }: StageReading,
  wanted: Recipe['head'],
  now: Recipe['head'],
): Change {
  const rate = dropoutOf(wanted);
  if (!isDeepStrictEqual(withDropout(now, rate), wanted)) return { reason: 'it changes the layers of the head' };
  const layers = model.head.filter(({ className }) => className === 'Dropout');
  if (layers.length === 0) return { reason: 'it adds a layer to the head' };
  const literals = layers.map(({ args }) => numberAt(script, args.get('rate')?.origin));
  return together(
    ...[...new Set(literals)].map((literal) =>
      literal === undefined
        ? { reason: 'the share of a dropout is not written as a number' }
        : replaceExpression(script, literal, numberLike(script, rate), { everyUse: true }),
    ),
  );
}
