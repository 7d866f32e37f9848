import type { MatchCase, Pattern } from '../syntax/ast.js';
import { setName } from './names.js';
import { compare } from './operators.js';
import { type Execution, list, type Scope, textOf, unknown, type Value } from './values.js';

/** Whether a value fits a pattern of a `match`; undefined where the text does not say. */
export function matches(pattern: Pattern, value: Value, scope: Scope, run: Execution): boolean | undefined {
  switch (pattern.type) {
    case 'MatchValue': {
      const { value: written } = pattern;
      const isSingle = written.type === 'Constant' && (typeof written.value === 'boolean' || written.value === null);
      return compare(isSingle ? 'is' : '==', value, run.evaluate(written, scope));
    }
    case 'MatchAs':
      return pattern.pattern === null || matches(pattern.pattern, value, scope, run);
    case 'MatchOr':
      return any(pattern.patterns.map((one) => matches(one, value, scope, run)));
    case 'MatchSequence':
      return matchesSequence(pattern.patterns, value, scope, run);
    case 'MatchStar':
      return true;
    case 'MatchOther':
      return undefined;
  }
}

function matchesSequence(
  patterns: readonly Pattern[],
  value: Value,
  scope: Scope,
  run: Execution,
): boolean | undefined {
  // A text is no sequence there.
  if (value.kind === 'constant' || value.kind === 'dict') return false;
  const parts = partsOf(patterns, value);
  if (parts === undefined)
    return value.kind === 'sequence' && value.isComplete && value.type !== 'set' ? false : undefined;
  const fits = parts.map(([pattern, part]) => matches(pattern, part, scope, run));
  return fits.includes(false) ? false : fits.includes(undefined) ? undefined : true;
}

function any(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/** The parts of a list or tuple with their patterns; undefined where it is none, or has too many or too few. */
function partsOf(patterns: readonly Pattern[], value: Value): [Pattern, Value][] | undefined {
  if (value.kind !== 'sequence' || !value.isComplete || value.type === 'set') return undefined;
  const { items, origin } = value;
  const star = patterns.findIndex(({ type }) => type === 'MatchStar');
  if (star === -1)
    return items.length === patterns.length ? patterns.map((pattern, i) => [pattern, items[i]!]) : undefined;
  const after = patterns.length - 1 - star;
  if (items.length < star + after) return undefined;
  const end = items.length - after;
  const parts = [...items.slice(0, star), list(items.slice(star, end), origin), ...items.slice(end)];
  return patterns.map((pattern, i) => [pattern, parts[i]!]);
}

/** Sets the names of a pattern that a value fits, or may fit. */
export function bindPattern(pattern: Pattern, value: Value, scope: Scope, run: Execution): void {
  switch (pattern.type) {
    case 'MatchAs':
      if (pattern.pattern !== null) bindPattern(pattern.pattern, value, scope, run);
      if (pattern.name !== null) setName(pattern.name, value, scope);
      return;
    case 'MatchStar':
      if (pattern.name !== null) setName(pattern.name, value, scope);
      return;
    case 'MatchOr': {
      const fitting = pattern.patterns.find((one) => matches(one, value, scope, run) !== false);
      if (fitting !== undefined) bindPattern(fitting, value, scope, run);
      return;
    }
    case 'MatchSequence': {
      const part = (i: number): Value =>
        unknown('the text does not say what is in it', `${textOf(value)}[${i}]`, pattern.place);
      const parts =
        partsOf(pattern.patterns, value) ?? pattern.patterns.map((one, i): [Pattern, Value] => [one, part(i)]);
      for (const [one, of] of parts) bindPattern(one, of, scope, run);
      return;
    }
    case 'MatchOther':
      for (const name of pattern.names)
        setName(
          name,
          unknown('the text does not say what is in it', `${name} of ${textOf(value)}`, pattern.place),
          scope,
        );
      return;
    case 'MatchValue':
  }
}

/** Whether a case fits whatever the value is: `case _`. */
export function fitsAnything({ pattern, guard }: MatchCase): boolean {
  return guard === null && isOpen(pattern);
}

function isOpen(pattern: Pattern): boolean {
  if (pattern.type === 'MatchAs') return pattern.pattern === null || isOpen(pattern.pattern);
  return pattern.type === 'MatchOr' && pattern.patterns.some(isOpen);
}
