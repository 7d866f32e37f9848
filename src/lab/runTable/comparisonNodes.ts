import { element } from '../elements.js';
import type { RunsComparison } from './runsData.js';

/** What stands where fewer than two runs are chosen. */
export function nothingChosen(first?: string): HTMLElement {
  const text =
    first === undefined
      ? 'Choose two runs to compare them.'
      : `Run ${first.slice(0, 8)}: choose a second one to compare.`;
  return element('p', {}, text);
}

/** Two runs side by side: the sentences, the fields in which they differ, and their curves. */
export function comparisonNodes(
  [first, second]: readonly [string, string],
  { differences, reading }: RunsComparison,
  curves: Node | undefined,
): HTMLElement[] {
  const heads = ['', first.slice(0, 8), second.slice(0, 8)].map((text) => element('th', { scope: 'col' }, text));
  const rows = differences.map(({ field, first: one, second: other }) =>
    element('tr', {}, element('th', { scope: 'row' }, field), element('td', {}, one), element('td', {}, other)),
  );
  const table = element(
    'table',
    { class: 'thaw-runs-differences', 'aria-label': 'What differs in the recipes' },
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  );
  const same = element('p', {}, 'The recipes are the same.');
  const left = element('div', {}, ...reading.map((text) => element('p', {}, text)), rows.length > 0 ? table : same);
  return curves === undefined ? [left] : [left, element('div', { class: 'thaw-runs-curves' }, curves)];
}
