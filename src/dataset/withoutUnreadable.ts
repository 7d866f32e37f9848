import { UserError } from '../base/errors.js';
import { support } from './classFolders.js';
import type { Dataset } from './dataset.js';
import type { Scan } from './scan.js';

/**
 * The data set without the images that cannot be read.
 *
 * @throws UserError where a class keeps none to learn from, or none are left to validate with
 */
export function withoutUnreadable(dataset: Dataset, { images, unreadable }: Scan): Dataset {
  const paths = new Set(images.map((image) => image.path));
  const examples = dataset.examples.filter((example) => paths.has(example.path));
  const training = support({ ...dataset, examples }, 'training');
  const without = dataset.classNames.filter((_, label) => training[label] === 0);
  if (without.length > 0 || examples.every(({ split }) => split === 'training')) {
    throw new UserError(
      'Every class was expected to have training images that can be read, and the data set validation images.',
      without.length > 0 ? `none of ${without.join(', ')}` : 'no validation images',
      `Mend or replace the files; the first says: ${unreadable[0]?.reason ?? 'nothing'}.`,
    );
  }
  return { ...dataset, examples };
}
