import { digest } from '../base/digest.js';
import { escapeControls } from '../base/text/escapeControls.js';
import { formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { withoutFolder } from '../base/text/shortPath.js';
import { wrapText } from '../base/text/wrapText.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { Size } from '../dataset/resize.js';
import type { Finding } from '../diagnose/finding.js';
import { dataFindings, fileFindings } from '../diagnose/stages/dataFindings.js';
import { MAX_LABEL_SECONDS, planImageCheck } from '../measure/data/imageCheckPlan.js';
import { labelFeatures } from '../measure/data/labelFeatures.js';
import { timedWork } from '../store/timedWork.js';
import type { Console } from './console.js';
import type { Session } from './session.js';

/**
 * Runs all checks of images and splits, after printing an estimate of the time. Labels are checked if that is quick.
 *
 * @param target size that the network gets, in pixels; undefined where no recipe and no model says so
 * @param limit in seconds for the check of labels
 */
export async function checkImages(
  images: OpenImages,
  target: Size | undefined,
  limit: number,
  session: Session,
): Promise<Finding[]> {
  const { console, scans } = session;
  const all = images.scan.images;
  const numClasses = images.classNames.length;
  const { checksLabels, labelSeconds, seconds } = await planImageCheck(all, numClasses, session.options, limit);
  const count = pluralize(all.length, 'image');
  const timed = timedWork(session.runs, session.options.now);
  const time = await timed.begin({
    kind: checksLabels ? 'checks of images and labels' : 'checks of images',
    name: digest(all.map((image) => image.digest)),
    calculated: seconds,
  });
  const text = checksLabels
    ? `Checking ${count} and their labels takes about ${time}, less when repeated (results are cached).`
    : `Checking ${count} takes about ${time}, less when repeated (results are cached). Labels are not checked: with ${count} in ${pluralize(numClasses, 'class', 'classes')}, that would take ${formatRoughTime(labelSeconds)} more.${limit < MAX_LABEL_SECONDS ? ' Alone, without a recipe or a script, this check has more time.' : ''}`;
  console.print(wrapText(text, console.width));
  printKnown(images, target, console);
  const features = checksLabels
    ? await labelFeatures(all, {
        ...session.options,
        onProgress: ({ batch, batches }) => console.progress(`Checking labels: batch ${batch} of ${batches}`),
      })
    : undefined;
  const findings = await dataFindings(images, images.scan, {
    folder: scans,
    ...features,
    ...(target && { target }),
    onProgress: (done, total) => console.progress(`Checking images: ${done} of ${total}`),
  });
  console.print(wrapText(`Checking them ${await timed.end()}.`, console.width));
  return findings;
}

/** Prints what the list of files alone shows of the images, such as copies in both splits; nothing where that is nothing. */
export function printKnown(images: OpenImages, target: Size | undefined, console: Console): void {
  const known = fileFindings(images, images.scan, { target }).filter(({ severity }) => severity !== 'info');
  if (known.length > 0) console.print(firstFindings(known, images.folder, console.width));
}

/** Findings that are told before the checks are done. */
const FIRST = 3;

/** The first findings, a line or two each; they come again with their evidence. */
function firstFindings(findings: readonly Finding[], folder: string, width: number): string {
  const rows = findings
    .slice(0, FIRST)
    .map(({ severity, check, summary }) =>
      wrapText(
        escapeControls(withoutFolder(summary, folder)),
        width,
        '    ',
        `  ${severity.toUpperCase()}  ${check}: `,
      ),
    );
  return ['Known from the list of files:', ...rows].join('\n');
}
