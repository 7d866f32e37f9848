import type { Arguments, Value } from './values.js';

export const NO_ARGUMENTS: Arguments = {
  positional: [],
  keywords: new Map(),
  keywordPlaces: new Map(),
  isComplete: true,
};

/** Arguments of a call that has only positional ones. */
export function positionalArguments(...positional: Value[]): Arguments {
  return { ...NO_ARGUMENTS, positional };
}

/** Arguments by the name of their parameter. Those beyond `names` are left out. */
export function byName(args: Arguments, names: readonly string[]): Map<string, Value> {
  const found = new Map<string, Value>();
  args.positional.forEach((value, i) => {
    const name = names[i];
    if (name !== undefined) found.set(name, value);
  });
  for (const [name, value] of args.keywords) found.set(name, value);
  return found;
}

/** All values of the arguments. */
export function valuesOf({ positional, keywords }: Arguments): Value[] {
  return [...positional, ...keywords.values()];
}
