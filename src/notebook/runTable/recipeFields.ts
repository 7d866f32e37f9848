/**
 * Names of the fields in which the recipes of runs differ: `learningRate`, `head.dropout`. Of a field with parts, such as an optimizer,
 * the parts that differ among the recipes that have them: of Adam and SGD that is `optimizer.name`, and not what only one of them has.
 */
export function differingFields(runs: readonly { recipe?: object | undefined }[]): string[] {
  const recipes = runs.flatMap(({ recipe }) => recipe ?? []);
  return keysOf(recipes).flatMap((name) => {
    const values = recipes.map((recipe): unknown => Reflect.get(recipe, name));
    if (!values.every(hasParts)) return areSame(values) ? [] : [name];
    const parts = values as object[];
    const differing = keysOf(parts).filter((part) => !areSame(parts.flatMap((one) => own(one, part))));
    return differing.map((part) => `${name}.${part}`);
  });
}

const keysOf = (objects: readonly object[]): string[] => [...new Set(objects.flatMap((one) => Object.keys(one)))];

const own = (one: object, key: string): unknown[] => (Object.hasOwn(one, key) ? [Reflect.get(one, key)] : []);

const areSame = (values: readonly unknown[]): boolean => new Set(values.map(inShort)).size <= 1;

const hasParts = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of a recipe, or a part of one, in short: `InceptionV3`, `0.001`, `none`. Empty where a recipe lacks it. */
export function fieldText(recipe: object, name: string): string {
  const [field, part] = name.split('.') as [string, string?];
  const value: unknown = Reflect.get(recipe, field);
  return inShort(part !== undefined && hasParts(value) ? Reflect.get(value, part) : value);
}

function inShort(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inShort).join(', ');
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([key, one]) =>
    ['name', 'weights', 'step'].includes(key) ? inShort(one) : `${key} ${inShort(one)}`,
  );
  return entries.join(' ');
}
