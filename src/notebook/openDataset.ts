import { PROJECT, RUNS, SCANS } from '../base/project.js';
import { pluralize } from '../base/text/pluralize.js';
import type { Dataset } from '../dataset/dataset.js';
import { type OpenImages, openImages } from '../dataset/openImages.js';
import type { NotebookSettings } from '../recipe/settings.js';
import { correctionsFile, readCorrections } from '../store/corrections.js';
import { newPlace, showCount, showMarkdown } from './display.js';
import { escapeMarkdown } from './html.js';
import { interruptedWhile, interruptible } from './interruptible.js';
import type { DrawnSample } from './sampleCaption.js';

/** An image folder, listed and scanned. */
export interface OpenDataset extends OpenImages {
  /** What was drawn, where it has a sample of the images; see {@link drawSample}. Undefined: all images. */
  sample?: DrawnSample;
}

/**
 * Opens a folder of images with one folder for each class, and reads every file. The folder is that of `--data`, else
 * `dataset/` of the project, else a sample set that thaw draws. Applies what was decided in a cleaner ({@link showCleaner}).
 * Says on the page which folder it is, what was left out and what was corrected.
 *
 * @param settings those of {@link notebookSettings}: images of each class, share of validation images, group pattern
 * @throws UserError where there are fewer than two classes, a class without training images, or no validation images
 *
 * @example
 * const dataset = await thaw.openDataset(thaw.notebookSettings());
 */
export async function openDataset(settings: NotebookSettings): Promise<OpenDataset> {
  const place = newPlace();
  const counts = new Map<string, (done: number, total: number) => void>();
  const dataset = await interruptible(
    async () =>
      openImages(process.env.THAW_DATA, settings, {
        project: PROJECT,
        scans: SCANS,
        corrections: await readCorrections(correctionsFile(RUNS)),
        onProgress: (activity, done, total) => {
          const count = counts.get(activity) ?? showCount(activity, place);
          counts.set(activity, count);
          count(done, total);
        },
      }),
    interruptedWhile('reading the images', place),
  );
  const { scan, drawn } = dataset;
  const name = drawn ? 'The sample set, **drawn** by thaw (no photographs)' : escapeMarkdown(dataset.folder);
  const lost =
    scan.unreadable.length === 0 ? '' : `; ${pluralize(scan.unreadable.length, 'file')} left out as unreadable`;
  const notes = dataset.notes.map((note) => `\n- ${escapeMarkdown(note)}`).join('');
  showMarkdown(
    `${name}: ${pluralize(scan.images.length, 'image')} in ${dataset.classNames.length} classes${lost}.${partsInWords(dataset)}${notes}`,
    place,
  );
  return dataset;
}

/** The two parts of the validation images, where they are split in two; begins with a space. */
function partsInWords({ examples }: Dataset): string {
  const [selection, evaluation] = (['selection', 'evaluation'] as const).map(
    (part) => examples.filter((e) => e.part === part).length,
  ) as [number, number];
  if (selection + evaluation === 0) return '';
  return ` Of the validation images, ${selection} are used to select the best epoch (and are what the curves show). The other ${evaluation} are for evaluation: all other accuracies use them.`;
}
