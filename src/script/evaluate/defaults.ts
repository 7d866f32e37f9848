import type { Parameters } from '../syntax/ast.js';
import type { Execution, Scope, Value } from './values.js';

/** Python evaluates a default once, where the function is defined. */
export function defaultsOf({ positional, keywordOnly }: Parameters, scope: Scope, run: Execution): Map<string, Value> {
  const given = [...positional, ...keywordOnly].filter(({ value }) => value !== null);
  return new Map(given.map(({ name, value }) => [name, run.evaluate(value!, scope)]));
}
