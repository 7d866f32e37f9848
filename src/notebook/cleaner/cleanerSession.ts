import { z } from 'zod';
import type { Correction } from '../../dataset/corrections.js';
import type { CleanerAnswer, CleanerQuestion, Decision } from '../../lab/cleaner/cleanerData.js';
import { object, parseFields, wholeNumber } from '../../recipe/fields.js';
import { changeCorrections, isOf, readCorrections } from '../../store/corrections.js';

/** The images of a cleaner that was shown, for what is decided of them. */
export interface CleanerSession {
  classNames: readonly string[];
  images: readonly CleanedImage[];
  /** `correctionsFile` */
  file: string;
  /** Gives date and time in ISO format. */
  today(): string;
}

/** What a correction says of an image, whatever is decided. */
export type CleanedImage = Pick<Correction, 'folder' | 'file' | 'digest' | 'from' | 'by'>;

const decisionSchema: z.ZodType<Decision> = z.discriminatedUnion('action', [
  object({ action: z.literal('keep') }),
  object({ action: z.literal('move'), to: z.string() }),
  object({ action: z.literal('delete') }),
]);

const schema: z.ZodType<CleanerQuestion> = object({
  ask: z.literal('cleaner'),
  id: z.string(),
  decisions: z.array(object({ image: wholeNumber({ from: 0 }), decision: decisionSchema.nullable() })),
});

/**
 * Writes decisions down and tells all that are written of the images of a cleaner.
 *
 * @param sessions of this kernel, by their ids
 * @returns undefined for a cleaner that this kernel has not shown
 * @throws UserError where the question does not fit, or the file of corrections is damaged
 */
export async function answerCleaner(
  value: unknown,
  sessions: ReadonlyMap<string, CleanerSession>,
): Promise<CleanerAnswer | undefined> {
  const { id, decisions } = parseFields(schema, value, 'a question of a cleaner');
  const session = sessions.get(id);
  if (session === undefined) return undefined;
  const { file, images } = session;
  const made = decisions.map(({ image, decision }) => ({ of: imageAt(session, image), decision }));
  const corrections =
    made.length === 0
      ? await readCorrections(file)
      : await changeCorrections(file, (all) => made.reduce((list, one) => decided(list, one, session), all));
  return {
    decisions: images.flatMap((of, image) => {
      const correction = corrections.find(isOf(of));
      return correction?.digest === of.digest ? [{ image, decision: decisionOf(correction) }] : [];
    }),
  };
}

function imageAt({ images }: CleanerSession, image: number): CleanedImage {
  const found = images[image];
  if (found === undefined) throw new RangeError(`The cleaner has no image ${image}.`);
  return found;
}

/** The corrections with a decision in place of what was decided of the image before. */
function decided(
  corrections: readonly Correction[],
  { of, decision }: { of: CleanedImage; decision: Decision | null },
  { classNames, today }: CleanerSession,
): Correction[] {
  const others = corrections.filter((one) => !isOf(of)(one));
  if (decision === null) return others;
  const to = decision.action === 'delete' ? null : decision.action === 'keep' ? of.from : decision.to;
  if (to !== null && !classNames.includes(to)) throw new RangeError(`There is no class ${to}.`);
  const { folder, file, digest, from, by } = of;
  return [...others, { date: today(), folder, file, digest, from, to, by }];
}

function decisionOf({ from, to }: Correction): Decision {
  if (to === null) return { action: 'delete' };
  return to === from ? { action: 'keep' } : { action: 'move', to };
}
