import { pluralize } from '../base/text/pluralize.js';
import type { StoredRun } from '../store/runStore.js';
import { type Place, showHtml } from './display.js';
import { table } from './html.js';

/** A run under the names that distinguish it from the others. */
export interface NamedRun {
  names: readonly string[];
  run: StoredRun;
}

/** Shows the runs behind a plot, each once, folded. */
export function showRuns(header: readonly string[], runs: readonly NamedRun[], place: Place): void {
  const once = runs.filter(({ run }, i) => runs.findIndex((other) => other.run.id === run.id) === i);
  const rows = once.map(({ names, run }) => {
    const { id, recipe, bestEpoch, history, seconds, trainableParameters, frozenDigest } = run;
    const weights = [trainableParameters, frozenDigest.parameters].map((n) => n.toLocaleString('en'));
    return [...names, id, recipe.seed, `${bestEpoch} of ${history.length}`, Math.round(seconds), ...weights];
  });
  const whole = [...header, 'run', 'seed', 'best epoch', 'seconds', 'trained weights', 'frozen weights'];
  showHtml(
    `<details><summary>${pluralize(rows.length, 'run')}</summary>${table(whole, rows)}</details>`,
    [whole, ...rows].map((row) => row.join(', ')).join('\n'),
    place,
  );
}
