import { z } from 'zod';
import type { ScannedImage } from '../../dataset/scan.js';
import { type Look, type MapAnswer, type MapQuestion, MOST_LOOKS } from '../../lab/map/mapData.js';
import { object, parseFields, wholeNumber } from '../../recipe/fields.js';

/** The images of a map that was shown, and which of them are selected. */
export interface MapSession {
  images: readonly ScannedImage[];
  /** Positions among the images, each once, in their order. */
  selected: readonly number[];
  /** Makes the image small, and says what there is to say of it. */
  look(image: number): Promise<Omit<Look, 'image'>>;
}

/** Maps of this kernel by id, and the one in which something was selected last. */
export interface MapSessions {
  byId: Map<string, MapSession>;
  latest: string | undefined;
}

const images = z.array(wholeNumber({ from: 0 }));
const schema: z.ZodType<MapQuestion> = z.union([
  object({ ask: z.literal('map'), id: z.string(), want: z.literal('look'), images: images.max(MOST_LOOKS) }),
  object({ ask: z.literal('map'), id: z.string(), want: z.literal('select'), images }),
  object({ ask: z.literal('map'), id: z.string(), want: z.literal('selection') }),
]);

/**
 * Shows images of a map, or notes which are selected.
 *
 * @returns undefined for a map that this kernel has not shown
 * @throws UserError where the question does not fit
 * @throws RangeError where it is about an image that the map does not have
 */
export async function answerMap(value: unknown, sessions: MapSessions): Promise<MapAnswer | undefined> {
  const question = parseFields(schema, value, 'a question of a map');
  const session = sessions.byId.get(question.id);
  if (session === undefined) return undefined;
  if (question.want === 'selection') return { selected: [...session.selected] };
  for (const image of question.images) {
    if (image >= session.images.length) throw new RangeError(`The map has no image ${image}.`);
  }
  if (question.want === 'look') {
    const looks = await Promise.all(question.images.map(async (image) => ({ image, ...(await session.look(image)) })));
    return { looks };
  }
  session.selected = [...new Set(question.images)].sort((a, b) => a - b);
  sessions.latest = question.id;
  return { selected: [...session.selected] };
}

/** The images that are selected on the map in which somebody selected last; none where nobody did. */
export function selectionOf({ byId, latest }: MapSessions): ScannedImage[] {
  const session = latest === undefined ? undefined : byId.get(latest);
  return session === undefined ? [] : session.selected.map((image) => session.images[image]!);
}
