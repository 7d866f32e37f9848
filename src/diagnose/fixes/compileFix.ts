import type { Call } from '../../script/edit/callArguments.js';
import { type Change, samePlace, together } from '../../script/edit/edit.js';
import { callAt } from '../../script/edit/nodeAt.js';
import { aroundOf, blockOf, type Node, statementOf } from '../../script/edit/parents.js';
import { insertBefore, removeStatement } from '../../script/edit/statements.js';
import { indentAt } from '../../script/edit/tokens.js';
import { unitOf } from '../../script/edit/unit.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { ParsedScript, Statement } from '../../script/syntax/ast.js';
import { FINE_TUNING, smallerRate } from '../checks/script/learningRateOfScript.js';
import type { Finding } from '../finding.js';
import { optimizerIn, optimizerText, withPart } from './learningRateFix.js';
import { stageOfFinding } from './stageOfFinding.js';

/**
 * Compiles a model after its flags are set: the line moves behind them, or, where a training came between, stands once more
 * before the fit, with a smaller rate where the first one is that of a head.
 */
export function compileFix(reading: ScriptReading, finding: Finding): Change {
  const { script, stages } = reading;
  const stage = stageOfFinding(reading, finding);
  const compiled = stage?.call.compiled;
  const [fit, compile] = [callAt(script, stage?.place), callAt(script, compiled?.place)];
  if (stage === undefined || compiled === undefined || fit === undefined || compile === undefined) {
    return { reason: 'compile or fit is in another file' };
  }
  const [before, after] = [statementOf(script, fit), statementOf(script, compile)];
  if (before === undefined || after?.type !== 'Expr') return { reason: 'compile does not stand in a line of its own' };
  if (functionAround(script, before) !== functionAround(script, after)) {
    return { reason: 'compile and fit are in different functions' };
  }
  if (stage.call.isRepeated) return { reason: 'the fit is in a loop' };
  const isLater = stages.some(({ call, place }) => call.compiled === compiled && !samePlace(place, stage.place));
  const unit = unitOf(script, compile.place);
  if (!isLater && blockOf(script, before) === blockOf(script, after)) {
    const lines = dedented(unit.textAt(after.place), indentAt(unit.text, unit.from(after.place)));
    return together(removeStatement(script, after), insertBefore(script, before, lines));
  }
  return again(reading, stage, before, compile);
}

/** The compile once more before a statement. */
function again(reading: ScriptReading, stage: StageReading, before: Statement, compile: Call): Change {
  const { script } = reading;
  const unit = unitOf(script, compile.place);
  const indent = indentAt(unit.text, unit.from(compile.place));
  const rate = stage.optimizer.rate.value;
  if (rate === undefined || rate < FINE_TUNING[stage.optimizer.name === 'SGD' ? 'sgd' : 'adaptive']) {
    return insertBefore(script, before, dedented(unit.textAt(compile.place), indent));
  }
  const optimizer = optimizerText(reading, stage, smallerRate(rate));
  if ('reason' in optimizer) return optimizer;
  const given = optimizerIn(compile);
  if (given === undefined) return { reason: 'compile has no optimizer' };
  const text = withPart(unit, compile, given, optimizer.text);
  return together(optimizer.imports, insertBefore(script, before, dedented(text, indent)));
}

/** Lines of a text without the indentation of its first one. */
function dedented(text: string, indent: string): string[] {
  return text.split('\n').map((line, i) => (i > 0 && line.startsWith(indent) ? line.slice(indent.length) : line));
}

function functionAround(script: ParsedScript, node: Node): Node | undefined {
  return aroundOf(script, node)?.find((one) => 'type' in one && one.type === 'FunctionDef');
}
