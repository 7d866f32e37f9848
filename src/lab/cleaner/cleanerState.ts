import type { CleanerImage, Decision } from './cleanerData.js';

/** What is chosen for an image; `skip` is for another day and is written nowhere. */
export type Choice = Decision | { action: 'skip' };

/** Where somebody is in a list of images. */
export interface CleanerState {
  /** The image that is shown, from 0. */
  at: number;
  /** By image; undefined where nothing is chosen yet. */
  choices: readonly (Choice | undefined)[];
  /** What was chosen, the latest last, to be taken back. */
  history: readonly { image: number; before: Choice | undefined }[];
}

/** The first image of a list, with nothing chosen. */
export function startState(numImages: number): CleanerState {
  return { at: 0, choices: new Array<undefined>(numImages).fill(undefined), history: [] };
}

/** Chooses for the image that is shown, and goes on to the next one without a choice. */
export function choose(state: CleanerState, choice: Choice): CleanerState {
  const { at, history } = state;
  const before = state.choices[at];
  const choices = replaced(state.choices, at, choice);
  return { at: nextOpen(choices, at), choices, history: [...history, { image: at, before }] };
}

/** Takes the latest choice back and shows its image. The same state where there is none. */
export function undo(state: CleanerState): CleanerState {
  const last = state.history.at(-1);
  if (last === undefined) return state;
  return {
    at: last.image,
    choices: replaced(state.choices, last.image, last.before),
    history: state.history.slice(0, -1),
  };
}

/** Shows another image: the nearest that there is. */
export function goTo(state: CleanerState, image: number): CleanerState {
  return { ...state, at: Math.max(0, Math.min(state.choices.length - 1, image)) };
}

/** Takes decisions that are written down, where nothing was chosen since; shows the first image without any. */
export function withWritten(
  state: CleanerState,
  written: readonly { image: number; decision: Decision }[],
): CleanerState {
  const choices = [...state.choices];
  for (const { image, decision } of written) choices[image] ??= decision;
  const isBegun = state.history.length > 0 || choices[state.at] === undefined;
  return { ...state, choices, at: isBegun ? state.at : nextOpen(choices, choices.length - 1) };
}

const replaced = (choices: CleanerState['choices'], at: number, choice: Choice | undefined): CleanerState['choices'] =>
  choices.map((one, i) => (i === at ? choice : one));

/** The first image behind this one without a choice, else the first before it; the same where all have one. */
function nextOpen(choices: CleanerState['choices'], at: number): number {
  const behind = choices.findIndex((choice, i) => i > at && choice === undefined);
  if (behind >= 0) return behind;
  const before = choices.indexOf(undefined);
  return before >= 0 ? before : at;
}

/** How many images have which choice. */
export function countChoices({ choices }: CleanerState): Record<Choice['action'] | 'open', number> {
  const counts = { keep: 0, move: 0, delete: 0, skip: 0, open: 0 };
  for (const choice of choices) counts[choice?.action ?? 'open']++;
  return counts;
}

/** Keys 1 to 9. */
export const MOST_KEYS = 9;

/**
 * The classes that the keys 1 to 9 stand for: the same for every image where there are that few. Where there are more, those
 * that the model finds most probable, then the others in their order.
 */
export function classesOfKeys(classNames: readonly string[], image: CleanerImage): string[] {
  if (classNames.length <= MOST_KEYS) return [...classNames];
  const likely = image.predictions.map(({ className }) => className);
  const others = [
    ...(image.suggested === undefined ? [] : [image.suggested]),
    ...likely,
    image.className,
    ...classNames,
  ];
  return [...new Set(others)].slice(0, MOST_KEYS);
}

/** What a key means. */
export type KeyAction =
  | { action: 'choose'; choice: Choice }
  | { action: 'undo' }
  | { action: 'go'; by: number }
  | undefined;

/**
 * Reads a key: K keeps, 1 to 9 move to a class, A takes what the model says, D deletes, S skips, U undoes, arrows go.
 *
 * @param isControl whether the control or command key is held
 * @returns undefined for a key that means nothing here
 */
export function readKey(key: string, isControl: boolean, image: CleanerImage, keys: readonly string[]): KeyAction {
  if (isControl) return key.toLowerCase() === 'z' ? { action: 'undo' } : undefined;
  if (/^[1-9]$/.test(key)) {
    const to = keys[Number(key) - 1];
    return to === undefined ? undefined : { action: 'choose', choice: moveTo(image, to) };
  }
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'k':
    case 'Enter':
    case ' ':
      return { action: 'choose', choice: { action: 'keep' } };
    case 'a':
      return image.suggested === undefined ? undefined : { action: 'choose', choice: moveTo(image, image.suggested) };
    case 'd':
    case 'Delete':
      return { action: 'choose', choice: { action: 'delete' } };
    case 's':
      return { action: 'choose', choice: { action: 'skip' } };
    case 'u':
    case 'Backspace':
      return { action: 'undo' };
    case 'ArrowRight':
      return { action: 'go', by: 1 };
    case 'ArrowLeft':
      return { action: 'go', by: -1 };
    default:
      return undefined;
  }
}

/** The choice of a class: the image's own confirms its label. */
export function moveTo(image: CleanerImage, to: string): Choice {
  return to === image.className ? { action: 'keep' } : { action: 'move', to };
}

/** A choice in words, behind "image 3": `moved to chaff`. */
export function choiceInWords(choice: Choice | undefined): string {
  switch (choice?.action) {
    case 'keep':
      return 'label kept';
    case 'move':
      return `moved to ${choice.to}`;
    case 'delete':
      return 'left out';
    case 'skip':
      return 'skipped';
    default:
      return 'not decided';
  }
}
