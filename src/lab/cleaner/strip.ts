import { element } from '../elements.js';
import type { CleanerImage } from './cleanerData.js';
import { type Choice, choiceInWords } from './cleanerState.js';

/** All images of a cleaner in a row, small, to look back and ahead. */
export class Strip {
  readonly node: HTMLElement;
  private readonly buttons: HTMLButtonElement[];

  constructor(
    private readonly images: readonly CleanerImage[],
    onGo: (image: number) => void,
  ) {
    this.buttons = images.map(({ source }, i) =>
      element(
        'button',
        // One stop of the tab key: the arrows lead from image to image.
        { type: 'button', tabindex: -1, click: () => onGo(i) },
        source === ''
          ? element('span', { class: 'thaw-blank' }, '?')
          : element('img', { src: source, alt: '', loading: 'lazy' }),
      ),
    );
    this.node = element('div', { class: 'thaw-strip', role: 'group', 'aria-label': 'All images' }, ...this.buttons);
  }

  /** Shows what is chosen for each image, and which of them is large. */
  show(at: number, choices: readonly (Choice | undefined)[]): void {
    this.buttons.forEach((button, i) => {
      const choice = choices[i];
      button.dataset.choice = choice?.action ?? '';
      const { className } = this.images[i]!;
      button.setAttribute('aria-label', `image ${i + 1}, labeled ${className}, ${choiceInWords(choice)}`);
      if (i === at) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    });
    const current = this.buttons[at];
    if (current === undefined) return;
    // Scrolls the row alone: `scrollIntoView` would move the notebook too.
    this.node.scrollLeft =
      current.offsetLeft - this.node.offsetLeft - (this.node.clientWidth - current.clientWidth) / 2;
  }
}
