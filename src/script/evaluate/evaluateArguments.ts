import type { Expression, Keyword, Place } from '../syntax/ast.js';
import type { Arguments, Execution, Scope, Value } from './values.js';

/** Evaluates the arguments of a call, with `*args` and `**kwargs` spread out as far as they are known. */
export function evaluateArguments(
  { args, keywords }: { args: readonly Expression[]; keywords: readonly Keyword[] },
  scope: Scope,
  run: Execution,
): Arguments {
  const values = args.map((arg) => run.evaluate(arg, scope));
  const positional = args.map((arg, i) => spread(arg, values[i]!));
  const named = new Map<string, Value>();
  const keywordPlaces = new Map<string, Place>();
  let isComplete = !positional.includes(undefined);
  for (const { name, value, place } of keywords) {
    const given = run.evaluate(value, scope);
    if (name !== null) {
      named.set(name, given);
      keywordPlaces.set(name, place);
    } else if (given.kind === 'dict') {
      for (const [key, one] of given.entries) named.set(String(key), one);
      isComplete &&= given.isComplete;
    } else isComplete = false;
  }
  const starred = positional.length === 1 && positional[0] === undefined ? values[0] : undefined;
  return {
    positional: positional.flatMap((given) => given ?? []),
    keywords: named,
    keywordPlaces,
    isComplete,
    ...(starred !== undefined && { starred }),
  };
}

/** The values that `*value` stands for, or the value itself; undefined where they are not known. */
function spread(arg: Expression, value: Value): Value[] | undefined {
  if (arg.type !== 'Starred') return [value];
  return value.kind === 'sequence' && value.isComplete ? value.items : undefined;
}
