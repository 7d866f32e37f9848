import { element } from '../elements.js';
import { type Look, MOST_LOOKS } from './mapData.js';

/** The images that are selected, as small images with text; the first of them. */
export class ChosenList {
  readonly node: HTMLElement = element('div', { class: 'thaw-map-chosen' });
  private images: readonly number[] = [];

  /** @param looks what is known of images so far */
  show(images: readonly number[], looks: ReadonlyMap<number, Look>): void {
    this.images = images;
    this.node.hidden = images.length === 0;
    const shown = images.slice(0, MOST_LOOKS);
    const rest = images.length - shown.length;
    this.node.replaceChildren(
      element('ul', { 'aria-label': 'Selected images' }, ...shown.map((image) => lineOf(image, looks.get(image)))),
      rest > 0 ? element('p', {}, `and ${rest.toLocaleString('en')} more`) : '',
    );
  }

  /** The images of the list that nothing is known of. */
  missing(looks: ReadonlyMap<number, Look>): number[] {
    return this.images.slice(0, MOST_LOOKS).filter((image) => !looks.has(image));
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
