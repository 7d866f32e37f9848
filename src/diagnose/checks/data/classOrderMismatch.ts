import type { ClassList } from '../../../dataset/classLists.js';
import type { Finding } from '../../finding.js';

/**
 * Finds lists that number the classes differently from the folders: a model trained with one and read with the other
 * puts wrong names on correct predictions.
 *
 * @param classNames in the order of the folders, as in Keras: by code point, so `B` before `a`, and `10` before `2`
 * @param lists of a `classes.txt`, of the folders of one split, of a model
 */
export function classOrderMismatch(classNames: readonly string[], lists: readonly ClassList[]): Finding[] {
  const wrong = lists.flatMap(({ source, classNames: other }) => {
    const place = classNames.findIndex((className, k) => other[k] !== className);
    if (place === -1 && other.length === classNames.length) return [];
    const sameNames = [...other].sort().join('\n') === [...classNames].sort().join('\n');
    return [{ source, other, place: place === -1 ? classNames.length : place, sameNames }];
  });
  if (wrong.length === 0) return [];
  const { source, other, place, sameNames } = [...wrong].sort((a, b) => Number(b.sameNames) - Number(a.sameNames))[0]!;
  const moved = classNames.filter((className, k) => other[k] !== className).length;
  return [
    {
      check: 'class-order-mismatch',
      severity: 'critical',
      summary: `${source} lists ${sameNames ? 'the classes in another order' : 'other classes'} than the folders: ${moved} of ${classNames.length} class indices differ. The first is index ${place}, '${other[place] ?? 'nothing'}' instead of '${classNames[place] ?? 'nothing'}'.`,
      evidence: wrong.map((list) => ({
        measure: list.source,
        expected: classNames.join(', '),
        received: list.other.join(', '),
      })),
      fix: { text: 'Write the list in the order of the folders, or give Keras the list as `classes=[...]`.' },
    },
  ];
}
