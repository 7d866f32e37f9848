import { numberOf, type Value } from '../../../script/evaluate/values.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import type { Place } from '../../../script/syntax/ast.js';
import { quote } from '../../../script/syntax/quote.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { isDropout } from './dropoutRate.js';

/**
 * Finds numbers that are written with a decimal comma, which are two numbers in Python: `rate = 0,5` is a tuple, and in
 * `Dropout(0, 5)` the 5 is `noise_shape`. With it, TensorFlow 2.13 and Keras 3.6 and 3.12 drop nothing; TensorFlow 2.0 to 2.9 and
 * Keras 3.15 raise an error.
 */
export function decimalComma(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => [...ofRate(reading, stage), ...ofDropout(reading, stage)]);
}

function ofRate(reading: ScriptReading, { optimizer }: StageReading): Finding[] {
  const given = optimizer.args.get('learning_rate');
  const place = optimizer.place;
  if (given === undefined || place === undefined) return [];
  // Of `Adam(learning_rate=0,001)`, which Python refuses, the lenient parser keeps the 0.
  const [whole, part] =
    numberOf(given) === 0 ? written(reading, place, AS_KEYWORD) : writtenPair(reading, given);
  if (whole === undefined || part === undefined) return [];
  return [
    finding(reading, {
      summary: `The learning rate is written as \`${whole},${part}\`: in Python, a comma makes two numbers of it, and no optimizer takes them.`,
      fix: `${whole}.${part}`,
      at: [optimizer.rate.places[0], place],
    }),
  ];
}

function ofDropout(reading: ScriptReading, { model: { head } }: StageReading): Finding[] {
  return head.filter(isDropout).flatMap(({ args, origin }) => {
    const [rate, shape] = [args.get('rate'), args.get('noise_shape')];
    const [whole, part] = [numberOf(rate), numberOf(shape)];
    if (whole === 0 && part !== undefined && Number.isInteger(part)) {
      const summary = `\`Dropout(0, ${part})\` has a rate of 0 and a \`noise_shape\` of ${part}: it drops nothing, or raises an error in some versions.`;
      return [finding(reading, { summary, fix: `0.${part}`, at: [origin] })];
    }
    const [first, second] = writtenPair(reading, rate);
    if (first === undefined || second === undefined) return [];
    const summary = `The rate of dropout is written as \`${first},${second}\`: in Python, a comma makes two numbers of it, and Dropout takes one.`;
    return [finding(reading, { summary, fix: `${first}.${second}`, at: [rate?.origin, origin] })];
  });
}

/** `0,5`, with or without brackets. */
const PAIR = /^\(?\s*(0)\s*,\s*(\d+)\s*\)?$/;
/** `learning_rate=0,001)`. */
const AS_KEYWORD = /\b(?:learning_rate|lr)\s*=\s*(0)\s*,\s*(\d+)\s*[,)]/;

/** The two numbers of a tuple that begins with 0, as they are written; none for any other value. */
function writtenPair(reading: ScriptReading, value: Value | undefined): string[] {
  if (value?.kind !== 'sequence' || !value.isComplete || value.items.length !== 2) return [];
  return numberOf(value.items[0]) === 0 ? written(reading, value.origin, PAIR) : [];
}

/** The two numbers in the text at a place, as they are written; none in a module beside the script. */
function written({ script }: ScriptReading, place: Place, pattern: RegExp): string[] {
  const text = place.file === undefined ? quote(script.source, place) : '';
  return pattern.exec(text)?.slice(1) ?? [];
}

function finding(
  reading: ScriptReading,
  { summary, fix, at }: { summary: string; fix: string; at: readonly (Place | undefined)[] },
): Finding {
  return scriptFinding(reading, {
    check: 'decimal-comma',
    severity: 'critical',
    summary,
    fix: `Write \`${fix}\`, with a point.`,
    at,
  });
}
