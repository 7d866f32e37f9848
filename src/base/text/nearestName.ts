import { distance } from 'fastest-levenshtein';

/** One letter in this many may be wrong for a name to count as near: `momentun` is near `momentum`, `zoom` not near `room`. */
const LETTERS_FOR_A_MISTAKE = 3;

/**
 * The name that was probably meant: the one of the fewest letters to change, whatever their case, and whatever stands
 * between them (`learning_rate`, `InceptionV3 `). A name that is part of the other counts as near: `val_acc` is
 * `val_accuracy` and not `val_loss`.
 *
 * @returns undefined if none is near
 */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const wanted = plainName(written);
  if (wanted === '') return undefined;
  let best: { name: string; mistakes: number } | undefined;
  for (const name of names) {
    const own = plainName(name);
    const [short, long] = own.length < wanted.length ? [own, wanted] : [wanted, own];
    const isPart = short.length >= LETTERS_FOR_A_MISTAKE && long.includes(short);
    const mistakes = isPart ? Number(own !== wanted) / 2 : distance(own, wanted);
    if (mistakes <= long.length / LETTERS_FOR_A_MISTAKE && (best === undefined || mistakes < best.mistakes)) {
      best = { name, mistakes };
    }
  }
  return best?.name;
}

/** Letters and digits of a name, in small letters: `Insect bored` and `insect-bored` are the same. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
