/**
 * Names that a module of an import may have, the likeliest first: of `from ..nets import build` in the module `a.b.c`, these are
 * `a.nets` where that is a file, and `a.b.nets` where it is the `__init__.py` of a package; `nets` where it is the script itself.
 *
 * @param name the name that is written; empty where there are dots alone
 * @param level number of dots before it
 * @param within dotted name of the module that imports it; undefined of the script itself
 */
export function moduleNames(name: string, level: number, within: string | undefined): string[] {
  if (level === 0 || within === undefined) return [name];
  const parts = within.split('.');
  const names = [level, level - 1].flatMap((dropped) =>
    dropped > parts.length ? [] : [[...parts.slice(0, parts.length - dropped), name].filter(Boolean).join('.')],
  );
  return [...new Set([...names, name])].filter(Boolean);
}
