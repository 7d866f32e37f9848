import type { Call } from '../../script/edit/callArguments.js';
import { type Change, samePlace, together } from '../../script/edit/edit.js';
import { replaceExpression } from '../../script/edit/expressions.js';
import { kerasName } from '../../script/edit/kerasNames.js';
import { setKeyword } from '../../script/edit/keywords.js';
import { callAt, expressionAt } from '../../script/edit/nodeAt.js';
import { numberLike } from '../../script/edit/style.js';
import { type Unit, unitOf } from '../../script/edit/unit.js';
import { argumentsOf } from '../../script/keras/signatures.js';
import { configuredOf } from '../../script/library/models/configured.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { Expression } from '../../script/syntax/ast.js';
import { betterRate, trainsBase } from '../checks/script/learningRateOfScript.js';
import type { Finding } from '../finding.js';
import { allStages, stageOfFinding } from './stageOfFinding.js';

/** Gives a training a rate that its optimizer is used with. */
export function learningRateFix(reading: ScriptReading, finding: Finding): Change {
  const stage = stageOfFinding(reading, finding);
  if (stage?.optimizer.rate.value === undefined) return { reason: 'the optimizer is not in this file' };
  return setRate(reading, stage, betterRate(stage));
}

/** Gives a training a rate: changes the number, or gives the optimizer one where it has Keras' default. */
export function setRate(reading: ScriptReading, stage: StageReading, rate: number): Change {
  const { script } = reading;
  const { optimizer, call } = stage;
  const used = optimizerIn(callAt(script, call.compiled?.place));
  if (optimizer.schedule !== undefined) return { reason: 'the rate follows a schedule' };
  if (call.compiled !== undefined && call.compiled.changes.length > 0)
    return { reason: 'later lines set the rate too' };
  const others = allStages(reading).filter((other) => other !== stage);
  if (others.some((other) => other.call.compiled === call.compiled && !trainsBase(other))) {
    return { reason: 'another training uses the same compile: compile the model again before this fit' };
  }
  const isShared = others.some(
    ({ call: { compiled }, optimizer: { place } }) =>
      compiled !== call.compiled &&
      place !== undefined &&
      optimizer.place !== undefined &&
      samePlace(place, optimizer.place),
  );
  if (!isShared) {
    const change = changeNumber(reading, stage, rate);
    if (change !== undefined && 'edits' in change) return change;
  }
  const wanted = optimizerText(reading, stage, rate);
  if ('reason' in wanted) return wanted;
  if (used === undefined) return { reason: 'the optimizer is not found' };
  return together(wanted.imports, replaceExpression(script, used, wanted.text));
}

/** What a call of `compile` is given as optimizer. */
export function optimizerIn(compile: Call | undefined): Expression | undefined {
  return compile?.keywords.find(({ name }) => name === 'optimizer')?.value ?? compile?.args[0];
}

/** Of a call of the optimizer: its number is replaced, or one is added. Undefined where there is no such call. */
function changeNumber(reading: ScriptReading, stage: StageReading, rate: number): Change | undefined {
  const { script } = reading;
  const { rate: read, place } = stage.optimizer;
  const text = numberLike(script, rate);
  if (read.from === 'read') {
    const literal = expressionAt(script, read.places[0]);
    const isNumber = literal?.type === 'Constant' && typeof literal.value === 'number';
    const change = isNumber ? replaceExpression(script, literal, text) : undefined;
    if (change !== undefined && 'edits' in change) return change;
    const used = expressionAt(script, read.places.at(-1));
    return used === undefined || used === literal ? change : replaceExpression(script, used, text);
  }
  const call = callAt(script, place);
  return call === undefined ? undefined : withRate(reading, stage, call, text);
}

function withRate(reading: ScriptReading, { optimizer: { name } }: StageReading, call: Call, text: string): Change {
  const { script } = reading;
  const unit = unitOf(script, call.place);
  const [first] = [...call.args, ...call.keywords];
  if (first === undefined) return replaceExpression(script, call, `${unit.textAt(call.func.place)}(${text})`);
  const spelling = spellingOf(name ?? '', reading);
  if (spelling !== undefined) return setKeyword(script, call, spelling, text, { position: 0 });
  if (call.args.length > 0) return { reason: 'the rate may be among the arguments already' };
  // By position the rate has one name in all versions.
  const { line, column } = first.place;
  const place = { ...first.place, endLine: line, endColumn: column };
  return { edits: [{ place, text: `${text}, `, what: `gives \`${name}\` the rate \`${text}\`` }] };
}

/** How all versions that the script can be for name the rate; undefined where they differ. */
function spellingOf(name: string, { keras }: ScriptReading): 'learning_rate' | 'lr' | undefined {
  const { readings } = argumentsOf(`optimizers.${name}`, keras.releases);
  const isEverywhere = (spelling: string): boolean =>
    readings.length > 0 && readings.every(({ value }) => value.some((argument) => argument.name === spelling));
  return isEverywhere('learning_rate') ? 'learning_rate' : isEverywhere('lr') ? 'lr' : undefined;
}

/** An optimizer as it is in a training, with another rate; and what it needs to be imported. */
export function optimizerText(
  { script }: ScriptReading,
  { optimizer, call }: StageReading,
  rate: number,
): { text: string; imports: Change } | { reason: string } {
  const text = numberLike(script, rate);
  const value = call.compiled?.args.get('optimizer');
  if (value === undefined || call.compiled === undefined) return { reason: 'the optimizer is not found' };
  const made = configuredOf(value);
  const node = callAt(script, made?.origin);
  if (made === undefined || node === undefined) {
    if (made !== undefined || optimizer.name === undefined) return { reason: 'the optimizer is made in another file' };
    const imported = kerasName(script, 'optimizers', optimizer.name, call.compiled.place);
    return 'reason' in imported ? imported : { text: `${imported.name}(${text})`, imports: imported };
  }
  const unit = unitOf(script, node.place);
  const whole = unit.textAt(node.place);
  const imports: Change = { edits: [] };
  if (whole.includes('\n')) return { reason: 'the optimizer is written in several lines' };
  const given = node.keywords.find(({ name }) => name === 'lr' || name === 'learning_rate')?.value ?? node.args[0];
  if (given !== undefined) return { text: withPart(unit, node, given, text), imports };
  return node.keywords.length > 0 || !whole.endsWith('()')
    ? { reason: 'the rate is not among the arguments of the optimizer' }
    : { text: `${unit.textAt(node.func.place)}(${text})`, imports };
}

/** The text of an expression, with another text in place of a part of it. */
export function withPart(unit: Unit, whole: Expression, part: Expression, text: string): string {
  const before = unit.text.slice(unit.from(whole.place), unit.from(part.place));
  return before + text + unit.text.slice(unit.to(part.place), unit.to(whole.place));
}
