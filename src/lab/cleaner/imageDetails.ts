import { element } from '../elements.js';
import type { CleanerImage, ShownFile } from './cleanerData.js';
import { type Choice, choiceInWords } from './cleanerState.js';

/** The image that is to be decided, with the name of its file and what is chosen for it. */
export function largeImage(image: CleanerImage, choice: Choice | undefined): HTMLElement {
  const shown = pictureOf(image, `labeled ${image.className}`);
  const mark =
    choice === undefined
      ? []
      : [element('span', { class: 'thaw-mark', 'data-choice': choice.action }, choiceInWords(choice))];
  return element(
    'figure',
    {},
    element('div', { class: 'thaw-frame' }, shown, ...mark),
    element('figcaption', {}, image.file),
  );
}

/** What is known of an image: its label, what the model says, why it is suspicious, and its copies. */
export function detailsOf(image: CleanerImage, isDone: boolean): HTMLElement[] {
  const { className, split, predictions, reasons, copies } = image;
  const done = element(
    'p',
    { class: 'thaw-done' },
    'All images are decided. Open the dataset again, and the corrections are applied.',
  );
  return [
    ...(isDone ? [done] : []),
    element('p', { class: 'thaw-label' }, 'labeled ', element('b', {}, className), element('small', {}, ` ${split}`)),
    ...(predictions.length === 0 ? [] : [predictionTable(image)]),
    element('ul', { class: 'thaw-reasons' }, ...reasons.map(({ text }) => element('li', {}, text))),
    ...(copies.length === 0 ? [] : [copiesOf(copies)]),
  ];
}

/** Probabilities as bars, the most probable class first. */
function predictionTable({ predictions, className }: CleanerImage): HTMLElement {
  const rows = predictions.map(({ className: name, probability }) => {
    const percent = `${Math.round(100 * probability)} %`;
    const bar = element('div', { class: 'thaw-probability', 'aria-hidden': 'true' }, element('div'));
    (bar.firstChild as HTMLElement).style.width = `${100 * probability}%`;
    return element(
      'tr',
      { class: name === className ? 'thaw-own' : '' },
      element('th', { scope: 'row', title: name }, name),
      element('td', {}, bar),
      element('td', {}, percent),
    );
  });
  return element('table', { class: 'thaw-predictions' }, element('caption', {}, 'the model says'), ...rows);
}

function copiesOf(copies: readonly ShownFile[]): HTMLElement {
  const figures = copies.map((copy) =>
    element(
      'figure',
      {},
      pictureOf(copy, `copy, labeled ${copy.className}`),
      element('figcaption', { title: copy.file }, `${copy.className}, ${copy.split}`),
    ),
  );
  return element('div', { class: 'thaw-copies', role: 'group', 'aria-label': 'Files that show the same' }, ...figures);
}

/** The image, or that there is none to see. */
function pictureOf({ source, file }: ShownFile, what: string): HTMLElement {
  if (source === '') return element('div', { class: 'thaw-blank' }, 'cannot be read');
  return element('img', { src: source, alt: `${file}, ${what}`, draggable: 'false' });
}
