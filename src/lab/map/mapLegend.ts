import { element } from '../elements.js';
import { cssOf, type Palette } from './drawPoints.js';
import type { Coloring } from './mapData.js';

/** What the colors of a map mean; each entry is a button that selects its images. */
export class MapLegend {
  readonly node: HTMLElement = element('div', { class: 'thaw-map-legend', role: 'group' });

  constructor(private readonly onChoose: (entry: number, isAdded: boolean) => void) {}

  /** @param selected images of each entry */
  show({ name, legend }: Coloring, palette: Palette, selected: readonly number[]): void {
    this.node.setAttribute('aria-label', `Select images by ${name}`);
    const focused = Array.from(this.node.children).indexOf(document.activeElement ?? this.node);
    this.node.replaceChildren(
      ...legend.map((entry, i) =>
        element(
          'button',
          {
            type: 'button',
            title: entry.name,
            'aria-pressed': String(selected[i] === entry.count),
            'aria-label': `${entry.name}, ${entry.count} images, ${selected[i]} selected`,
            click: (event) => {
              const { shiftKey, ctrlKey, metaKey } = event as MouseEvent;
              this.onChoose(i, shiftKey || ctrlKey || metaKey);
            },
          },
          element('i', { style: `background: ${cssOf(palette.full[i]!)}` }),
          element('span', {}, entry.name),
          element('small', {}, entry.count.toLocaleString('en')),
        ),
      ),
    );
    // They are made anew, so that the one that was pressed has lost the focus.
    (this.node.children[focused] as HTMLElement | undefined)?.focus({ preventScroll: true });
  }
}
