/** Names of the fields in which the recipes of runs differ. */
export function differingFields(runs: readonly { recipe?: object | undefined }[]): string[] {
  const recipes = runs.flatMap(({ recipe }) => recipe ?? []);
  const names = new Set(recipes.flatMap((recipe) => Object.keys(recipe)));
  return [...names].filter((name) => new Set(recipes.map((recipe) => fieldText(recipe, name))).size > 1);
}

/** A field of a recipe in short: `InceptionV3 imagenet`, `0.001`, `none`. Empty where a recipe of an older version lacks it. */
export function fieldText(recipe: object, name: string): string {
  const value: unknown = Reflect.get(recipe, name);
  if (value === undefined) return '';
  return inShort(value);
}

function inShort(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inShort).join(', ');
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([key, one]) =>
    ['name', 'weights', 'step'].includes(key) ? inShort(one) : `${key} ${inShort(one)}`,
  );
  return entries.join(' ');
}
