import type { OpenImages } from '../dataset/openImages.js';
import { describeEnvironment } from '../engine/environment.js';
import type { Evaluated } from '../improve/confirm.js';
import type { Improvement } from '../improve/improve.js';
import { recipeAt } from '../improve/space.js';

/** The results of `thaw improve` as JSON. Accuracies of recipes that could not be trained are null. */
export function improveJson(
  { space, sample, steps, candidates, outcome, importances, edges, journalFile }: Improvement,
  recipeFile: string,
  { folder, drawn, classNames }: OpenImages,
  date: string,
): string {
  const { own, best, ...rest } = outcome;
  const evaluated = ({ runs, ...others }: Evaluated) => ({ ...others, runs: runs.map(({ id }) => id) });
  const { numTraining, numSelection, numEvaluation, isWhole } = sample;
  const report = {
    date,
    environment: describeEnvironment(),
    data: { folder, drawn, classNames },
    recipeFile,
    sample: { numTraining, numSelection, numEvaluation, isWhole },
    trainingImagesOfRungs: steps,
    space: space.dimensions.map(({ name, title, range, source, own: value }) => ({
      name,
      title,
      range,
      source,
      own: value,
    })),
    candidates: candidates.map(({ point, isOwn, accuracies, seconds }) => ({
      values: point,
      isOwn,
      accuracies,
      seconds,
      recipe: recipeAt(space, point),
    })),
    outcome: {
      ...rest,
      own: evaluated(own),
      best: best === undefined ? null : { ...evaluated(best), gain: best.gain },
    },
    importances: importances.map(({ dimension: { name }, share, interval }) => ({ name, share, interval })),
    edges: edges.map(({ dimension: { name }, end, advice }) => ({ name, end, advice })),
    journal: journalFile,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
