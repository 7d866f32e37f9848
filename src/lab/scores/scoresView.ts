import { element } from '../elements.js';
import type { OutputView } from '../outputRenderer.js';
import { nextSort, type ScoreColumn, type ScoreSort, type ScoresData, sortedRows } from './scoresData.js';

/** A table of scores on the page, sorted by the buttons in its heads. */
export class ScoresView implements OutputView {
  readonly node: HTMLElement;
  private sort: ScoreSort;
  private readonly heads: HTMLElement[];
  private readonly body = element('tbody');

  constructor(private readonly data: ScoresData) {
    this.sort = data.sort;
    this.heads = data.columns.map((column) => this.head(column));
    const table = element(
      'table',
      { 'aria-label': 'Scores of images' },
      element('thead', {}, element('tr', {}, ...this.heads)),
      this.body,
    );
    this.node = element(
      'div',
      {
        class: 'thaw-scores',
        // JupyterLab's own shortcuts would take the arrows and Enter.
        'data-lm-suppress-shortcuts': true,
      },
      element('p', {}, data.note),
      element('div', { class: 'thaw-scores-scroll', role: 'region', 'aria-label': 'Rows', tabindex: 0 }, table),
    );
    this.show();
  }

  async start(): Promise<void> {}

  private head(column: ScoreColumn): HTMLElement {
    const sorts = (): void => {
      this.sort = nextSort(this.sort, column);
      this.show();
    };
    return element(
      'th',
      { scope: 'col', class: column.isNumber ? 'thaw-number' : undefined },
      element('button', { type: 'button', click: sorts }, column.title, element('span', { 'aria-hidden': 'true' })),
    );
  }

  private show(): void {
    const { columns, rows } = this.data;
    const { field, isDown } = this.sort;
    this.heads.forEach((head, i) => {
      const isSorted = columns[i]!.field === field;
      head.setAttribute('aria-sort', isSorted ? (isDown ? 'descending' : 'ascending') : 'none');
      head.querySelector('span')!.textContent = isSorted ? (isDown ? ' ▾' : ' ▴') : '';
    });
    const cell = (text: string, { isNumber }: ScoreColumn, i: number): HTMLElement =>
      i === 0
        ? element('th', { scope: 'row' }, text)
        : element('td', { class: isNumber ? 'thaw-number' : undefined }, text);
    this.body.replaceChildren(
      ...sortedRows(rows, this.sort).map((row) =>
        element(
          'tr',
          {},
          ...columns.map((column, i) => cell(String(row[column.text ?? column.field] ?? ''), column, i)),
        ),
      ),
    );
  }
}
