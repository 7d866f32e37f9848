import { element } from '../elements.js';
import { comparisonNodes, nothingChosen } from './comparisonNodes.js';
import type { RunRow, RunsAnswer, RunsComparison, RunsData } from './runsData.js';
import {
  allColumns,
  type Column,
  chooseRun,
  columnsOf,
  type RunsState,
  shownRows,
  sortBy,
  startRuns,
  withAnswer,
} from './runsState.js';

/** So many rows are in the page at first, and are added at each press of the button below: thousands would make it slow. */
const ROWS_AT_A_TIME = 200;

/** What a table of runs needs of the page. */
export interface RunsPage {
  compare(ids: readonly [string, string]): Promise<RunsComparison>;
  /** Draws a Vega-Lite plot. */
  draw(curves: Record<string, unknown>): Promise<Node>;
}

/** A table of runs on the page. */
export class RunsView {
  readonly node: HTMLElement;
  private state: RunsState;
  private most = ROWS_AT_A_TIME;
  private comparing = '';
  private readonly text = element('input', {
    type: 'search',
    placeholder: 'filter',
    'aria-label': 'Show runs that contain',
    input: () => this.filter(),
  });
  private readonly field = element('select', { 'aria-label': 'Filter by', change: () => this.filter() });
  private readonly status = element('span', { role: 'status' });
  private readonly lost = element('span', { class: 'thaw-runs-lost', role: 'alert' });
  private readonly table = element('table', { 'aria-label': 'Runs' });
  private readonly more = element('button', { type: 'button', click: () => this.showMore() }, 'show more');
  private readonly compared = element('div', { class: 'thaw-runs-compared', 'aria-live': 'polite' });

  constructor(
    data: RunsData,
    private readonly page: RunsPage,
  ) {
    this.state = startRuns(data.fields, data.rows);
    this.node = element(
      'div',
      {
        class: 'thaw-runs',
        role: 'group',
        'aria-label': 'Runs in the store',
        // Letters typed into the filter are no shortcuts of JupyterLab's.
        'data-lm-suppress-shortcuts': true,
        keydown: (event) => event.stopPropagation(),
      },
      element('div', { class: 'thaw-runs-head' }, this.text, this.field, this.lost, this.status),
      element('div', { class: 'thaw-runs-scroll', role: 'region', 'aria-label': 'Rows', tabindex: 0 }, this.table),
      this.more,
      this.compared,
    );
    this.compared.replaceChildren(nothingChosen());
    this.show();
  }

  /** Takes over what the kernel says of runs that are new, changed or gone. */
  update(answer: RunsAnswer): void {
    this.lost.textContent = answer.error ?? '';
    if (answer.rows?.length || answer.order !== undefined || answer.fields !== undefined) {
      const isCompared = answer.rows?.some(({ id }) => this.state.chosen.includes(id)) ?? false;
      this.state = withAnswer(this.state, answer);
      this.show();
      if (isCompared) void this.compare(true);
    }
  }

  /** Says that nothing new is to come. */
  end(reason: string): void {
    this.lost.textContent = reason;
  }

  private filter(): void {
    this.most = ROWS_AT_A_TIME;
    this.state = { ...this.state, filter: { text: this.text.value, key: this.field.value || 'all' } };
    this.show();
  }

  private showMore(): void {
    this.most += ROWS_AT_A_TIME;
    this.show();
  }

  private show(): void {
    const rows = shownRows(this.state);
    const columns = columnsOf(this.state.fields, rows);
    this.showFields();
    const shown = rows.slice(0, this.most);
    const focused = focusKey(this.node);
    this.table.replaceChildren(
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, this.hidden('choose')),
          ...columns.map((one) => this.heading(one)),
        ),
      ),
      element('tbody', {}, ...shown.map((row) => this.row(row, columns))),
    );
    if (focused !== undefined)
      this.node.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    this.more.hidden = shown.length === rows.length;
    const total = this.state.rows.length;
    const running = rows.filter(({ status }) => status === 'running').length;
    const count =
      rows.length === total ? `${total} ${total === 1 ? 'run' : 'runs'}` : `${rows.length} of ${total} runs`;
    const text = running === 0 ? count : `${count}, ${running} running`;
    // A status that is set again is read again.
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  private showFields(): void {
    const columns = allColumns(this.state.fields);
    if (this.field.options.length === columns.length + 1) return;
    const { key } = this.state.filter;
    const option = (value: string, title: string): HTMLOptionElement =>
      element('option', { value, selected: value === key }, title);
    this.field.replaceChildren(
      option('all', 'in all columns'),
      ...columns.map((one) => option(one.key, `in ${one.title}`)),
    );
  }

  private hidden(text: string): HTMLElement {
    return element('span', { class: 'thaw-spoken' }, text);
  }

  private heading({ key, title }: Column): HTMLElement {
    const { sort } = this.state;
    const isSorted = sort.key === key;
    const arrow = isSorted ? (sort.isDown ? ' ▾' : ' ▴') : '';
    const order = isSorted ? (sort.isDown ? 'descending' : 'ascending') : 'none';
    const sorts = (): void => {
      this.state = sortBy(this.state, key);
      this.show();
    };
    return element(
      'th',
      { scope: 'col', 'aria-sort': order },
      element('button', { type: 'button', 'data-key': `sort ${key}`, click: sorts }, `${title}${arrow}`),
    );
  }

  private row(row: RunRow, columns: readonly Column[]): HTMLElement {
    const isChosen = this.state.chosen.includes(row.id);
    const box = element('input', {
      type: 'checkbox',
      'data-key': `choose ${row.id}`,
      'aria-label': `compare run ${row.id.slice(0, 8)}`,
      change: () => this.choose(row.id),
    });
    box.checked = isChosen;
    const cells = columns.map((column) =>
      element(
        'td',
        {
          class: column.key.startsWith('recipe.') ? undefined : 'thaw-whole',
          title: column.key === 'id' ? row.id : undefined,
          'data-status': column.key === 'status' ? row.status : undefined,
        },
        column.text(row),
      ),
    );
    return element('tr', { 'data-chosen': isChosen }, element('td', {}, box), ...cells);
  }

  private choose(id: string): void {
    this.state = chooseRun(this.state, id);
    this.show();
    void this.compare();
  }

  /** @param isAgain where a chosen run has changed */
  private async compare(isAgain = false): Promise<void> {
    const [first, second] = this.state.chosen;
    const asked = `${first} ${second}`;
    if (first === undefined || second === undefined) {
      this.comparing = '';
      this.compared.replaceChildren(nothingChosen(first));
      return;
    }
    if (asked === this.comparing && !isAgain) return;
    this.comparing = asked;
    try {
      const comparison = await this.page.compare([first, second]);
      const curves = comparison.curves && (await this.page.draw(comparison.curves));
      // Another pair may have been chosen meanwhile.
      if (this.comparing === asked)
        this.compared.replaceChildren(...comparisonNodes([first, second], comparison, curves));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.comparing === asked) this.compared.replaceChildren(element('p', { class: 'thaw-runs-lost' }, reason));
    }
  }
}

/** Which control of the table has the focus: the table is made anew. */
function focusKey(node: HTMLElement): string | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && node.contains(activeElement) ? activeElement.dataset.key : undefined;
}
