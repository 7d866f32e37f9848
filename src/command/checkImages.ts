import { formatRoughTime } from '../base/text/formatDuration.js';
import { pluralize } from '../base/text/pluralize.js';
import type { OpenImages } from '../dataset/openImages.js';
import type { Size } from '../dataset/resize.js';
import type { Finding } from '../diagnose/finding.js';
import { dataFindings } from '../diagnose/stages/dataFindings.js';
import { labelFeatures, secondsOfLabelFeatures } from './labelFeatures.js';
import type { Session } from './session.js';

/** Seconds that a thousand images take to be looked at, and to have their labels questioned, on two cores. */
const SECONDS_A_THOUSAND = { look: 5, labels: 7 };
/** Up to which labels are questioned: that takes a frozen backbone over every picture. */
const LONGEST_SECONDS = 180;

/**
 * Runs all checks of images and splits, after saying what they cost; labels are questioned where that is cheap.
 *
 * @param target what the network gets every picture at
 */
export async function checkImages(images: OpenImages, target: Size, session: Session): Promise<Finding[]> {
  const { console, scans } = session;
  const all = images.scan.images;
  const look = (all.length / 1000) * SECONDS_A_THOUSAND.look;
  const eyes = await secondsOfLabelFeatures(all, session);
  const labels = eyes + (all.length / 1000) * SECONDS_A_THOUSAND.labels;
  const questions = labels <= LONGEST_SECONDS;
  console.print(
    questions
      ? `Looking at ${pluralize(all.length, 'picture')}, and for labels in doubt, takes about ${formatRoughTime(look + labels)}; less the next time.`
      : `Looking at ${pluralize(all.length, 'picture')} takes about ${formatRoughTime(look)}; less the next time. Labels are not questioned, which would take ${formatRoughTime(labels)}.`,
  );
  const features = questions ? await labelFeatures(all, session) : undefined;
  return await dataFindings(images, images.scan, {
    folder: scans,
    features,
    target,
    onProgress: (done, total) => console.progress(`Looking at pictures: ${done} of ${total}`),
  });
}
