import { UserError } from '../../base/errors.js';
import type { RunsComparison } from '../../lab/runTable/runsData.js';
import { isCorrect } from '../../metrics/correctness.js';
import { formatPoints } from '../../metrics/format.js';
import { mcnemar } from '../../metrics/mcnemar.js';
import { pairedDifference } from '../../metrics/paired.js';
import { curvesOfRuns } from '../../plots/curvesOfRuns.js';
import { checkSameEvaluation } from '../../run/evaluationDigest.js';
import type { ListedRun } from '../../store/runList.js';
import { readRun, type StoredRun } from '../../store/runStore.js';
import { differingFields, fieldText } from './recipeFields.js';

/**
 * Puts two runs side by side: what their recipes differ in, whether one is shown to be more accurate, and their curves.
 *
 * @param folder of all runs
 * @throws UserError where a run is gone, or damaged
 */
export async function compareRuns(
  folder: string,
  ids: readonly [string, string],
  listed: (id: string) => ListedRun | undefined,
): Promise<RunsComparison> {
  const [first, second] = ids.map((id) => {
    const run = listed(id);
    if (run?.recipe !== undefined) return { ...run, recipe: run.recipe };
    throw new UserError('Two runs are expected that can be read.', id, 'Choose another run.');
  }) as [ListedRun & { recipe: object }, ListedRun & { recipe: object }];
  const differences = differingFields([first, second]).map((field) => ({
    field,
    first: fieldText(first.recipe, field),
    second: fieldText(second.recipe, field),
  }));
  const named = [first, second].map(({ id, epochs }) => ({ name: id.slice(0, 8), epochs }));
  return {
    differences,
    reading: await readingOf(folder, ids),
    ...(named.some(({ epochs }) => epochs.length > 0) && { curves: { ...curvesOfRuns(named) } }),
  };
}

async function readingOf(folder: string, ids: readonly [string, string]): Promise<string[]> {
  const runs = await Promise.all(ids.map((id) => readRun(folder, id)));
  const unfinished = ids.filter((_, i) => runs[i] === undefined);
  if (unfinished.length > 0) return [`Not finished: ${unfinished.map((id) => id.slice(0, 8)).join(' and ')}.`];
  const [first, second] = runs as [StoredRun, StoredRun];
  try {
    checkSameEvaluation([first, second]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return ['They are evaluated on different images: their accuracies cannot be compared.'];
  }
  const [before, after] = [isCorrect(first), isCorrect(second)];
  const { onlyFirst, onlySecond, p } = mcnemar(before, after);
  const verdict = p < 0.05 ? 'shows a difference' : 'shows no difference';
  return [
    `From ${ids[0].slice(0, 8)} to ${ids[1].slice(0, 8)}: ${formatPoints(pairedDifference([before], [after]))} in accuracy.`,
    `Of ${before.length} images, ${onlyFirst} are right in the first only and ${onlySecond} in the second only: McNemar's test ${verdict} (p = ${p < 0.001 ? '< 0.001' : p.toPrecision(2)}).`.replace(
      '= <',
      '<',
    ),
  ];
}
