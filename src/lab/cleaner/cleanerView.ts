import { element } from '../elements.js';
import { CleanerActions } from './cleanerActions.js';
import type { CleanerAnswer, CleanerData, CleanerImage, CleanerQuestion, Decision } from './cleanerData.js';
import {
  type Choice,
  type CleanerState,
  choiceInWords,
  choose,
  classesOfKeys,
  countChoices,
  goTo,
  type KeyAction,
  readKey,
  startState,
  undo,
  withWritten,
} from './cleanerState.js';
import { detailsOf, largeImage } from './imageDetails.js';
import { type Saved, Saver } from './saver.js';
import { Strip } from './strip.js';

/** A cleaner on the page: an image at a time, what a model says of it, and keys and buttons to decide. */
export class CleanerView {
  readonly node: HTMLElement;
  private state: CleanerState;
  private readonly saver: Saver;
  private readonly counts = element('span', { class: 'thaw-counts' });
  private readonly saved = element('span', { class: 'thaw-saved', role: 'status' });
  private readonly bar = element('div', { class: 'thaw-bar', role: 'progressbar', 'aria-valuemin': 0 }, element('div'));
  private readonly stage = element('div', { class: 'thaw-stage' });
  private readonly details = element('div', { class: 'thaw-details' });
  private readonly spoken = element('div', { class: 'thaw-spoken', 'aria-live': 'polite' });
  private readonly actions: CleanerActions;
  private readonly strip: Strip;

  constructor(
    private readonly data: CleanerData,
    ask: (question: CleanerQuestion) => Promise<CleanerAnswer>,
  ) {
    this.state = startState(data.images.length);
    this.saver = new Saver(data.id, ask, (saved) => this.showSaved(saved));
    this.actions = new CleanerActions(data.classNames, {
      choose: (choice) => this.decide(choice),
      undo: () => this.takeBack(),
    });
    this.strip = new Strip(data.images, (image) => this.update(goTo(this.state, image)));
    this.bar.setAttribute('aria-label', 'Images decided');
    this.bar.setAttribute('aria-valuemax', String(data.images.length));
    this.node = element(
      'div',
      {
        class: 'thaw-cleaner',
        role: 'group',
        'aria-label': `${data.images.length} suspicious images to sort out`,
        'aria-roledescription': 'cleaner',
        tabindex: 0,
        // JupyterLab's own shortcuts would delete the cell at D D, and undo a change of the notebook at Z.
        'data-lm-suppress-shortcuts': true,
        keydown: (event) => this.onKey(event as KeyboardEvent),
        click: (event) => this.afterClick(event as MouseEvent),
      },
      element('div', { class: 'thaw-head' }, this.counts, this.saved),
      this.bar,
      element(
        'div',
        { class: 'thaw-body' },
        this.stage,
        element('div', { class: 'thaw-side' }, this.details, this.actions.node),
      ),
      this.strip.node,
      this.spoken,
    );
    this.show();
  }

  /** Takes over what is written down already. */
  async start(): Promise<void> {
    const written = await this.saver.read();
    if (written !== undefined && written.length > 0) this.update(withWritten(this.state, written));
  }

  private get image(): CleanerImage {
    return this.data.images[this.state.at]!;
  }

  private decide(choice: Choice): void {
    const { at } = this.state;
    const before = this.state.choices[at];
    this.update(choose(this.state, choice));
    this.write(at, before, choice);
    this.say(`Image ${at + 1} ${choiceInWords(choice)}.`);
  }

  private takeBack(): void {
    const { history, choices } = this.state;
    const last = history.at(-1);
    if (last === undefined) return;
    const before = choices[last.image];
    this.update(undo(this.state));
    this.write(last.image, before, last.before);
    this.say('Taken back.');
  }

  /** Has a choice written down, where that changes what is. */
  private write(image: number, before: Choice | undefined, after: Choice | undefined): void {
    const [was, is] = [decisionOf(before), decisionOf(after)];
    if (was !== null || is !== null) void this.saver.save(image, is);
  }

  private onKey(event: KeyboardEvent): void {
    const isControl = event.ctrlKey || event.metaKey;
    if (event.key === 'Escape') this.node.blur();
    if (isOfElement(event)) return;
    const keys = classesOfKeys(this.data.classNames, this.image);
    const meaning = readKey(event.key, isControl, this.image, keys);
    if (meaning === undefined || this.actions.isOff) return;
    event.preventDefault();
    event.stopPropagation();
    this.does(meaning, event.repeat);
  }

  /** @param isHeld whether the key is held down: it would decide of images that nobody has looked at */
  private does(meaning: NonNullable<KeyAction>, isHeld: boolean): void {
    if (meaning.action === 'go') this.update(goTo(this.state, this.state.at + meaning.by), true);
    else if (meaning.action === 'undo') this.takeBack();
    else if (!isHeld) this.decide(meaning.choice);
  }

  /** After the mouse, the keys go on: on the button, the space bar would press it again. */
  private afterClick(event: MouseEvent): void {
    if (event.detail > 0 && (event.target as HTMLElement).tagName !== 'SELECT')
      this.node.focus({ preventScroll: true });
  }

  private update(state: CleanerState, isTold = false): void {
    this.state = state;
    this.show();
    if (isTold) this.say('');
  }

  private show(): void {
    const { at, choices } = this.state;
    const counts = countChoices(this.state);
    const total = choices.length;
    const parts = [
      `image ${at + 1} of ${total}`,
      ...(['keep', 'move', 'delete', 'skip'] as const)
        .filter((action) => counts[action] > 0)
        .map((action) => `${counts[action]} ${COUNTED[action]}`),
    ];
    this.counts.textContent = parts.join(' · ');
    const done = total - counts.open;
    this.bar.setAttribute('aria-valuenow', String(done));
    (this.bar.firstChild as HTMLElement).style.width = `${(100 * done) / Math.max(1, total)}%`;
    this.stage.replaceChildren(largeImage(this.image, choices[at]));
    this.details.replaceChildren(...detailsOf(this.image, counts.open === 0));
    this.actions.show(this.image, choices[at], this.state.history.length > 0);
    this.strip.show(at, choices);
  }

  /** Says what happened, and what is shown now, to those who do not see it. */
  private say(happened: string): void {
    const { at, choices } = this.state;
    const { className, suggested, reasons } = this.image;
    const all = countChoices(this.state).open === 0 ? 'All images are decided. ' : '';
    const model = suggested === undefined ? '' : `, the model says ${suggested}`;
    this.spoken.textContent =
      `${happened} ${all}Image ${at + 1} of ${choices.length}: labeled ${className}${model}. ` +
      `${reasons[0]?.text ?? ''}. ${choiceInWords(choices[at])}.`;
  }

  private showSaved(saved: Saved): void {
    this.saved.dataset.state = saved.state;
    this.saved.textContent = saved.state === 'failed' ? saved.reason : saved.state;
    if (saved.state === 'failed' && saved.isForGood) this.actions.turnOff();
  }
}

const COUNTED = { keep: 'kept', move: 'moved', delete: 'left out', skip: 'skipped' };

/** What is written down of a choice: nothing of one that was skipped. */
function decisionOf(choice: Choice | undefined): Decision | null {
  return choice === undefined || choice.action === 'skip' ? null : choice;
}

/** Whether a key belongs to the element that has the focus: in a list of classes all, on a button those that press it. */
function isOfElement({ target, key, altKey }: KeyboardEvent): boolean {
  const { tagName } = target as HTMLElement;
  return altKey || tagName === 'SELECT' || (tagName === 'BUTTON' && (key === 'Enter' || key === ' '));
}
