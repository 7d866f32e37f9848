import { digest } from '../base/digest.js';
import { RUNS, SCANS } from '../base/project.js';
import { escapeHtml, proseHtml } from '../base/text/escapeHtml.js';
import { formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { withoutFolder } from '../base/text/shortPath.js';
import type { Size } from '../dataset/resize.js';
import type { ScannedImage } from '../dataset/scan.js';
import { checkInfo } from '../diagnose/checks.js';
import { countBySeverity, type Finding, type FindingPlace, groupFindings } from '../diagnose/finding.js';
import { dataFindings } from '../diagnose/stages/dataFindings.js';
import type { FeatureOptions } from '../features/featureOptions.js';
import { type ImageCheckPlan, imageCheckSeconds, planImageCheck } from '../measure/data/imageCheckPlan.js';
import { labelFeatures } from '../measure/data/labelFeatures.js';
import { minutesOfNotebook } from '../recipe/settings.js';
import { weightStore } from '../store/projectOptions.js';
import { timedWork } from '../store/timedWork.js';
import { newPlace, showCount, showHtml, showMarkdown } from './display.js';
import { table } from './html.js';
import { interruptedWhile, interruptible } from './interruptible.js';
import { keptPlan } from './keptPlan.js';
import type { OpenDataset } from './openDataset.js';
import { cacheOptions, notebookSettings } from './settings.js';
import { stratifiedSample } from './stratifiedSample.js';
import { sizeAtMost } from './timePlan.js';

const COLOR = { critical: '#b3261e', warning: '#8a5a00', info: '#3b5b7a' };
/** Rows of evidence that are shown. */
const MAX_EVIDENCE = 10;

/**
 * Shows findings under headings: causes, symptoms, and what is worth knowing, each the most severe first. Each finding has what
 * to do, and its evidence folded.
 *
 * @param dataset the data set or its folder: paths are shown relative to it
 *
 * @example
 * thaw.showFindings(findings, dataset);
 */
export function showFindings(findings: readonly Finding[], dataset?: OpenDataset | string): void {
  const folder = typeof dataset === 'object' ? dataset.folder : dataset;
  const short = (text: string): string => (folder === undefined ? text : withoutFolder(text, folder));
  const groups = groupFindings(findings);
  const htmlOf = ({ check, severity, summary, evidence, fix, places = [] }: Finding): string => {
    const rows = evidence.slice(0, MAX_EVIDENCE).map(({ measure, expected, received, files, areCopies }) => {
      const others = areCopies && files?.slice(1).map((file) => file.path);
      return [short(measure), expected, short(others ? others.join(', ') : received)];
    });
    const more = evidence.length > MAX_EVIDENCE ? `, the first ${MAX_EVIDENCE} of ${evidence.length}` : '';
    return (
      `<div style="border-left:4px solid ${COLOR[severity]};padding:2px 12px;margin:10px 0">` +
      `<div><b style="color:${COLOR[severity]}">${severity}</b> <code>${check}</code></div><div>${proseHtml(short(summary))}</div>` +
      `<div style="color:#555">${proseHtml(checkInfo(check).about)}</div>` +
      placesHtml(places) +
      `<div><b>To do:</b> ${proseHtml(fix.text)}</div>` +
      (rows.length === 0
        ? ''
        : `<details><summary>evidence${more}</summary>${table(['measure', 'expected', 'received'], rows)}</details>`) +
      '</div>'
    );
  };
  const html = groups.map(
    ({ title, findings: ofGroup }) =>
      `<div style="font-weight:600;margin:12px 0 4px">${title}</div>${ofGroup.map(htmlOf).join('')}`,
  );
  const text = groups
    .flatMap((group) => group.findings)
    .map(({ severity, summary }) => `${severity}: ${short(summary)}`)
    .join('\n');
  showHtml(html.join('') || '<p>Nothing found.</p>', text || 'Nothing found.');
}

/** Lines of a script, each with what stands there. */
function placesHtml(places: readonly FindingPlace[]): string {
  const line = ({ where, text, note }: FindingPlace): string =>
    `<div>${escapeHtml(where)} <code>${escapeHtml(text)}</code>${note === undefined ? '' : ` ${escapeHtml(note)}`}</div>`;
  return places.length === 0 ? '' : `<div style="margin:4px 0;font-size:13px">${places.map(line).join('')}</div>`;
}

/**
 * Runs all checks of images and splits, and returns what they find: duplicates, wrong labels, leaks between the splits,
 * shortcuts, and more. Says first how long it takes.
 *
 * @param target height and width in pixels that a recipe resizes to
 * @returns findings for {@link showFindings}; none where the checks find nothing
 *
 * @example
 * const findings = await thaw.checkImages(dataset, { height: 227, width: 454 });
 * thaw.showFindings(findings, dataset);
 */
export async function checkImages(dataset: OpenDataset, target: Size): Promise<Finding[]> {
  const { scan } = dataset;
  const place = newPlace();
  const timed = timedWork(RUNS, () => performance.now());
  const count = pluralize(scan.images.length, 'image');
  const numClasses = dataset.classNames.length;
  const options = { ...(await cacheOptions()), weightStore: weightStore(), now: () => performance.now() };
  const check = async (): Promise<Finding[]> => {
    const { plan, checked } = await planOfChecks(dataset, options);
    const { labelSeconds, seconds } = plan;
    const checksLabels = checked.length > 0;
    const time = await timed.begin({
      kind: checksLabels ? 'checks of images and labels' : 'checks of images',
      name: digest(scan.images.map((image) => image.digest)),
      calculated: seconds,
    });
    const isSample = checked.length < scan.images.length;
    const labels = checksLabels
      ? isSample
        ? ` To check their labels, ${checked.length.toLocaleString('en')} of them, each class with its share, pass through EfficientNetLite0; all would take ${formatRoughTime(labelSeconds)}, longer than the setting \`notebookMinutes\`.`
        : ' To check its label, it passes through EfficientNetLite0.'
      : ` Labels are not checked: with ${count} in ${pluralize(numClasses, 'class', 'classes')}, that would take ${formatRoughTime(labelSeconds)} more.`;
    showMarkdown(
      `Every image is measured once.${labels} This takes about ${time}, less when repeated (results are cached).`,
      place,
    );
    const features = checksLabels
      ? await labelFeatures(checked, {
          ...options,
          onProgress: ({ batch, batches }) => showMarkdown(`Checking labels: batch ${batch} of ${batches}`, place),
        })
      : undefined;
    const onProgress = showCount('Measuring images', place);
    return dataFindings(dataset, scan, {
      folder: SCANS,
      target,
      ...features,
      ...(checksLabels && { checked }),
      onProgress,
    });
  };
  const findings = await interruptible(check, interruptedWhile('checking the images', place));
  showMarkdown(`Checking ${count} ${await timed.end()}.`, place);
  return findings;
}

/** What opening the images and drawing the figures of a notebook take, in seconds, measured on 14,000 images. */
const BESIDE_CHECKS = 20;
/** Fewest labels of a sample: cross-validation of fewer says little about classes that are rare. */
const LEAST_LABELS = 1000;

/** How long the checks take, and whose labels are checked: all images, a sample that fits the time, or none. */
async function planOfChecks(
  { scan: { images }, classNames }: OpenDataset,
  options: FeatureOptions,
): Promise<{ plan: ImageCheckPlan; checked: readonly ScannedImage[] }> {
  const settings = notebookSettings();
  const seconds = 60 * minutesOfNotebook(settings) - BESIDE_CHECKS - imageCheckSeconds(images, classNames.length);
  const limit = minutesOfNotebook(settings) === 0 ? undefined : Math.max(1, seconds);
  const plan = await keptPlan({ checks: images.map(({ digest: of, label }) => [of, label]), limit }, () =>
    planImageCheck(images, classNames.length, options, limit),
  );
  const most = plan.checksLabels ? images.length : sizeAtMost(plan.mostLabels);
  if (most < Math.min(images.length, LEAST_LABELS)) return { plan, checked: [] };
  const checked = stratifiedSample(images, most, settings.seed ?? 0);
  const labelSeconds = (plan.labelSeconds * checked.length) / images.length;
  return { plan: plan.checksLabels ? plan : { ...plan, seconds: plan.seconds + labelSeconds }, checked };
}

/**
 * Counts findings by severity, in a Markdown sentence.
 *
 * @example
 * thaw.showReading(thaw.findingSummary(findings));
 */
export function findingSummary(findings: readonly Finding[]): string {
  const { critical, warning, info } = countBySeverity(findings);
  if (findings.length === 0) return 'The checks found nothing.';
  return `The checks report **${critical}** critical, **${warning}** warning and **${info}** info findings.`;
}
