import { element } from '../elements.js';
import { type Look, MOST_LOOKS } from './mapData.js';

/** The images that are selected, as small images with text; the first of them. */
export class ChosenList {
  readonly node: HTMLElement = element('div', { class: 'thaw-map-chosen' });
  private lines = new Map<number, HTMLElement>();

  /** @param looks what is known of images so far */
  show(images: readonly number[], looks: ReadonlyMap<number, Look>): void {
    this.node.hidden = images.length === 0;
    const shown = images.slice(0, MOST_LOOKS);
    const rest = images.length - shown.length;
    this.lines = new Map(shown.map((image) => [image, lineOf(image, looks.get(image))]));
    this.node.replaceChildren(
      // The keys scroll it where it has the focus.
      element('ul', { 'aria-label': 'Selected images', tabindex: 0 }, ...this.lines.values()),
      rest > 0 ? element('p', {}, `and ${rest.toLocaleString('en')} more`) : '',
    );
  }

  /** Shows what became known of images, where they are in the list; the rest of it stays as it is, scrolled and focused. */
  learn(looks: readonly Look[]): void {
    for (const look of looks) {
      const line = lineOf(look.image, look);
      const old = this.lines.get(look.image);
      if (old === undefined) continue;
      old.replaceWith(line);
      this.lines.set(look.image, line);
    }
  }

  /** The images of the list that nothing is known of. */
  missing(looks: ReadonlyMap<number, Look>): number[] {
    return [...this.lines.keys()].filter((image) => !looks.has(image));
  }
}

function lineOf(image: number, look: Look | undefined): HTMLElement {
  if (look === undefined) return element('li', {}, element('span', {}, `image ${image + 1}`));
  return element('li', { title: look.file }, pictureOf(look), element('span', {}, `${look.text}; ${look.file}`));
}

/** An image, or a mark where it cannot be read. Its text stands beside it. */
export function pictureOf({ source }: Look): HTMLElement {
  return source === ''
    ? element('span', { class: 'thaw-map-blank' }, 'cannot be read')
    : element('img', { src: source, alt: '' });
}
