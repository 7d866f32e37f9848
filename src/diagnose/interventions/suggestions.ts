import { isDeepStrictEqual } from 'node:util';
import { withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { checkInfo } from '../checks.js';
import { type Finding, type RecipePatch, sortFindings } from '../finding.js';
import { interventionsOf, isUsual, type Suggested } from './catalogue.js';
import { FIELD_NAMES, type FieldName, type Subject } from './intervention.js';

/**
 * Lists what to try on a recipe: the fixes that its findings suggest, the most severe first; then the values that practice
 * would use. Findings order what is tried, and do not decide it. A fix that leaves its field unusual, as a tenth of a rate of
 * 1, comes after the usual values: a field is changed once.
 *
 * @param findings those of the unchanged recipe; fixes that change nothing more are left out
 */
export function suggestionsOf(
  recipe: Recipe,
  findings: readonly Finding[],
  subject: Omit<Subject, 'recipe' | 'expectation'>,
): Suggested[] {
  const fromFindings = sortFindings(findings).flatMap(({ check, severity, fix }): Suggested[] =>
    fix.patch === undefined
      ? []
      : [
          {
            field: fieldOfPatch(fix.patch),
            headline: checkInfo(check).headline,
            change: fix.change,
            patch: fix.patch,
            source: `the check ${check}`,
            check,
            text: fix.text,
            kind: 'repair',
            isUnusual: severity !== 'info',
          },
        ],
  );
  const isEnough = ({ field, patch }: Suggested): boolean => isUsual(withChanges(recipe, patch), field, subject);
  const ordered = [
    ...fromFindings.filter(isEnough),
    ...interventionsOf(recipe, subject),
    ...fromFindings.filter((one) => !isEnough(one)),
  ];
  const seen: Recipe[] = [recipe];
  const all = ordered.filter(({ patch }) => {
    const changed = withChanges(recipe, patch);
    if (seen.some((other) => isDeepStrictEqual(other, changed))) return false;
    seen.push(changed);
    return true;
  });
  return [...all.filter(({ isUnusual }) => isUnusual), ...all.filter(({ isUnusual }) => !isUnusual)];
}

/** Keys of patches that belong to a field of another name. */
const FIELD_OF_KEY: Readonly<Partial<Record<keyof RecipePatch, FieldName>>> = {
  height: 'size',
  width: 'size',
  head: 'head.units',
  patience: 'stopping',
  minDelta: 'stopping',
  monitor: 'stopping',
  lastBatch: 'batchSize',
};

/** The field that a patch changes; where it changes several, the first of the catalogue. */
export function fieldOfPatch(patch: RecipePatch): FieldName {
  const keys = Object.keys(patch) as (keyof RecipePatch)[];
  const fields = keys.map((key) => FIELD_OF_KEY[key] ?? (key as FieldName));
  return FIELD_NAMES.find((name) => fields.includes(name)) ?? fields[0]!;
}
