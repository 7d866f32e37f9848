import type { RunRow } from '../../lab/runTable/runsData.js';
import type { ListedRun } from '../../store/runList.js';
import { fieldText } from './recipeFields.js';

/** A run as a row of a table. */
export function rowOf({ recipe, epochs, accuracy, ...run }: ListedRun, fields: readonly string[]): RunRow {
  const { id, status, date, machine, trainAccuracy, seconds } = run;
  return {
    ...{ id, status, date, machine, epochs: epochs.length },
    ...(accuracy && { accuracy: accuracy.value, interval: accuracy.interval }),
    ...(trainAccuracy !== undefined && { trainAccuracy }),
    ...(seconds !== undefined && { seconds }),
    recipe: recipe === undefined ? {} : Object.fromEntries(fields.map((name) => [name, fieldText(recipe, name)])),
  };
}
