import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import { PROJECT, SCANS } from '../base/project.js';
import { pluralize } from '../base/text/pluralize.js';
import type { Dataset } from '../dataset/dataset.js';
import { type OpenImages, openImages } from '../dataset/openImages.js';
import { parseControl } from '../recipe/parseControl.js';
import type { Recipe } from '../recipe/recipeType.js';
import { type NotebookSettings, notebookSettingsOf, type Settings } from '../recipe/settings.js';
import { projectCacheOptions, weightStore } from '../store/projectOptions.js';
import { newPlace, type Place, showMarkdown } from './display.js';
import { escapeMarkdown } from './html.js';

/** The cache of runs, with the limit that the settings give. */
export function cacheOptions(): ReturnType<typeof projectCacheOptions> {
  return projectCacheOptions(notebookSettings().cacheGigabytes);
}

/** Settings of a notebook: the quick ones, with those given by `--set`. */
export function notebookSettings(): NotebookSettings {
  return notebookSettingsOf(JSON.parse(process.env.THAW_SETTINGS ?? '{}') as Partial<Settings>);
}

/**
 * The backbone of the setting `control`, whose weights are there: looked for, or downloaded, now rather than where they
 * are first needed.
 *
 * @throws UserError where they are not
 */
export async function openControlBackbone({ control }: NotebookSettings): Promise<Recipe['backbone']> {
  const backbone = parseControl(control);
  await weightsChecksum(backbone.name, backbone.weights, weightStore());
  return backbone;
}

export type OpenDataset = OpenImages;

/**
 * Opens the images to look at: those of `--data`, else the user's in `dataset/`, else the drawn sample set. Says on
 * the page which, and what was left out.
 *
 * @throws UserError as `openImages`
 */
export async function openDataset(settings: NotebookSettings): Promise<OpenDataset> {
  const place = newPlace();
  const counts = new Map<string, (done: number, total: number) => void>();
  const dataset = await openImages(process.env.THAW_DATA, settings, {
    project: PROJECT,
    scans: SCANS,
    onProgress: (activity, done, total) => {
      const count = counts.get(activity) ?? countIn(place, activity);
      counts.set(activity, count);
      count(done, total);
    },
  });
  const { scan, drawn } = dataset;
  const name = drawn ? 'The sample set, **drawn** by thaw, no photographs' : escapeMarkdown(dataset.folder);
  const lost =
    scan.unreadable.length === 0 ? '' : `; ${pluralize(scan.unreadable.length, 'file')} left out as unreadable`;
  const notes = dataset.notes.map((note) => `\n- ${escapeMarkdown(note)}`).join('');
  showMarkdown(
    `${name}: ${pluralize(scan.images.length, 'image')} in ${dataset.classNames.length} classes${lost}.${halvesInWords(dataset)}${notes}`,
    place,
  );
  return dataset;
}

/** What figures are told on, where not on all validation images; begins with a space. */
function halvesInWords({ examples }: Dataset): string {
  const [choose, tell] = (['selection', 'evaluation'] as const).map(
    (part) => examples.filter((e) => e.part === part).length,
  );
  if (choose + tell === 0) return '';
  return ` Epochs are chosen by ${choose} of the validation images, and accuracies are told on the other ${tell}; curves are of the former.`;
}

/** Shows a count now and then. */
export function countIn(place: Place, activity: string): (done: number, total: number) => void {
  let shown = 0;
  return (done, total) => {
    if (done < total && done - shown < 100) return;
    shown = done;
    showMarkdown(`${activity}: ${done} of ${total}`, place);
  };
}
