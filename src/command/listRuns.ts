import { pluralize } from '../base/text/pluralize.js';
import { columnsOf } from '../lab/runTable/runsState.js';
import { differingFields } from '../notebook/runTable/recipeFields.js';
import { rowOf } from '../notebook/runTable/runRow.js';
import { RunList } from '../store/runList.js';
import type { Console } from './console.js';

/**
 * Prints all runs, the newest first: their figures, and below each what distinguishes its recipe.
 *
 * @param folder of all runs
 */
export async function listRuns(folder: string, console: Console): Promise<void> {
  const runs = await new RunList(folder).read();
  if (runs.length === 0) {
    console.print(`There is no run in ${folder} yet.`);
    return;
  }
  const fields = differingFields(runs);
  const rows = runs.map((run) => rowOf(run, fields));
  const columns = columnsOf([], rows);
  // The whole name, as `thaw runs fetch` takes it.
  const cells = rows.map((row) => columns.map(({ key, text }) => (key === 'id' ? row.id : text(row))));
  const lines = [columns.map(({ title }) => title), ...cells];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const [head, ...body] = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  console.print(`${pluralize(runs.length, 'run')} in ${folder}\n\n${head}`);
  rows.forEach((row, i) => {
    console.print(body[i]!);
    const recipe = fields.map((field) => `${field} ${row.recipe[field] || 'unknown'}`).join(', ');
    if (recipe !== '' && row.status !== 'damaged') console.print(`    ${recipe}`);
  });
}
