import type { ClassFields, Value } from './values.js';

/** A member of a class, or of the classes of the script that it is made of. */
export function memberOf(of: ClassFields, name: string): Value | undefined {
  const own = of.members.get(name);
  if (own !== undefined) return own;
  for (const base of of.bases) {
    const found = base.kind === 'class' ? memberOf(base, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Classes of libraries that a class of the script extends, by their qualified names. */
export function libraryBases(of: ClassFields): string[] {
  return of.bases.flatMap((base) => {
    if (base.kind === 'name') return [base.name];
    return base.kind === 'class' ? libraryBases(base) : [];
  });
}
