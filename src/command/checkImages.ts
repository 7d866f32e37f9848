import { digest } from '../base/digest.js';
import { formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { Size } from '../dataset/resize.js';
import type { Finding } from '../diagnose/finding.js';
import { dataFindings } from '../diagnose/stages/dataFindings.js';
import { timedWork } from '../store/timedWork.js';
import { labelFeatures, secondsOfLabelFeatures } from './labelFeatures.js';
import type { Session } from './session.js';

/** Seconds for a thousand images on two cores: scan and checks of images, and, with features, check of labels. */
const SECONDS_PER_THOUSAND = { images: 5, labels: 7 };
/** Labels are checked if it takes no longer than this: every image has to go through a frozen backbone. */
const MAX_LABEL_SECONDS = 180;

/**
 * Runs all checks of images and splits, after printing an estimate of the time. Labels are checked if that is quick.
 *
 * @param target size that the network gets, in pixels; undefined where no recipe and no model says so
 */
export async function checkImages(images: OpenImages, target: Size | undefined, session: Session): Promise<Finding[]> {
  const { console, scans } = session;
  const all = images.scan.images;
  const imageSeconds = (all.length / 1000) * SECONDS_PER_THOUSAND.images;
  const featureSeconds = await secondsOfLabelFeatures(all, session);
  const labelSeconds = featureSeconds + (all.length / 1000) * SECONDS_PER_THOUSAND.labels;
  const checksLabels = labelSeconds <= MAX_LABEL_SECONDS;
  const count = pluralize(all.length, 'image');
  const timed = timedWork(session.runs, session.options.now);
  const time = await timed.begin({
    kind: checksLabels ? 'checks of images and labels' : 'checks of images',
    name: digest(all.map((image) => image.digest)),
    calculated: imageSeconds + (checksLabels ? labelSeconds : 0),
  });
  const text = checksLabels
    ? `Checking ${count} and their labels takes about ${time}, less when repeated (results are cached).`
    : `Checking ${count} takes about ${time}, less when repeated (results are cached). Labels are not checked: that would take ${formatRoughTime(labelSeconds)} more.`;
  console.print(wrapText(text, console.width));
  const features = checksLabels ? await labelFeatures(all, session) : undefined;
  const findings = await dataFindings(images, images.scan, {
    folder: scans,
    ...features,
    ...(target && { target }),
    onProgress: (done, total) => console.progress(`Checking images: ${done} of ${total}`),
  });
  console.print(wrapText(`Checking them ${await timed.end()}.`, console.width));
  return findings;
}
