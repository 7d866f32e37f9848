import { element } from '../elements.js';
import type { CleanerImage } from './cleanerData.js';
import { type Choice, classesOfKeys, MOST_KEYS, moveTo } from './cleanerState.js';

/** What the buttons do. */
export interface ActionHandlers {
  choose(choice: Choice): void;
  undo(): void;
}

/** The buttons of a cleaner, each with its key. They stay the same elements, so that one keeps the focus. */
export class CleanerActions {
  readonly node: HTMLElement;
  /** Whether nothing can be decided, since nothing could be written down. */
  isOff = false;
  private image: CleanerImage | undefined;
  private keys: string[] = [];
  private readonly keep: HTMLButtonElement;
  private readonly accept: HTMLButtonElement;
  private readonly remove: HTMLButtonElement;
  private readonly skip: HTMLButtonElement;
  private readonly back: HTMLButtonElement;
  private readonly classes: HTMLButtonElement[];
  private readonly others: HTMLSelectElement | undefined;

  constructor(
    private readonly classNames: readonly string[],
    private readonly handlers: ActionHandlers,
  ) {
    const { choose, undo } = handlers;
    this.keep = button('K', () => choose({ action: 'keep' }), 'thaw-keep');
    this.accept = button('A', () => this.choosesClass(this.image?.suggested), 'thaw-accept');
    this.remove = button('D', () => choose({ action: 'delete' }), 'thaw-delete');
    this.skip = button('S', () => choose({ action: 'skip' }));
    this.back = button('U', undo);
    const numKeys = Math.min(MOST_KEYS, classNames.length);
    this.classes = Array.from({ length: numKeys }, (_, i) =>
      button(String(i + 1), () => this.choosesClass(this.keys[i]), 'thaw-class'),
    );
    if (classNames.length > numKeys) {
      this.others = element(
        'select',
        { 'aria-label': 'Move to another class', change: () => this.choosesClass(this.others?.value || undefined) },
        element('option', { value: '' }, 'another class …'),
        ...classNames.map((name) => element('option', { value: name }, name)),
      );
    }
    this.node = element(
      'div',
      { class: 'thaw-actions' },
      element('div', { class: 'thaw-row' }, this.keep, this.accept, this.remove),
      element(
        'div',
        { class: 'thaw-classes', role: 'group', 'aria-label': 'Move to class' },
        ...this.classes,
        ...(this.others === undefined ? [] : [this.others]),
      ),
      element('div', { class: 'thaw-row' }, this.skip, this.back),
    );
  }

  /** Shows what can be done with an image. */
  show(image: CleanerImage, choice: Choice | undefined, canUndo: boolean): void {
    this.image = image;
    this.keys = classesOfKeys(this.classNames, image);
    label(this.keep, `keep ${image.className}`, choice?.action === 'keep');
    label(this.accept, `accept ${image.suggested ?? ''}`, false);
    this.accept.hidden = image.suggested === undefined;
    label(this.remove, 'leave out', choice?.action === 'delete');
    label(this.skip, 'skip', choice?.action === 'skip');
    label(this.back, 'undo', false);
    this.back.disabled = this.isOff || !canUndo;
    this.classes.forEach((one, i) => {
      const name = this.keys[i]!;
      label(one, name, choice?.action === 'move' && choice.to === name);
      one.classList.toggle('thaw-own', name === image.className);
    });
    if (this.others !== undefined) this.others.value = choice?.action === 'move' ? choice.to : '';
  }

  /** Turns every button off. */
  turnOff(): void {
    this.isOff = true;
    this.node.querySelectorAll<HTMLButtonElement | HTMLSelectElement>('button, select').forEach((one) => {
      one.disabled = true;
    });
  }

  private choosesClass(name: string | undefined): void {
    if (name !== undefined && this.image !== undefined) this.handlers.choose(moveTo(this.image, name));
  }
}

function button(key: string, onClick: () => void, kind = ''): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: kind, 'aria-keyshortcuts': key, click: onClick },
    element('kbd', { 'aria-hidden': 'true' }, key),
    element('span'),
  );
}

/** Sets what a button says, and whether that is what is chosen. */
function label(one: HTMLButtonElement, text: string, isChosen: boolean): void {
  one.lastElementChild!.textContent = text;
  one.title = text;
  one.setAttribute('aria-pressed', String(isChosen));
}
