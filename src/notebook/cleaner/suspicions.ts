import type { ScannedImage } from '../../dataset/scan.js';
import type { CheckName } from '../../diagnose/checks.js';
import type { Evidence, EvidenceFile, Finding } from '../../diagnose/finding.js';
import type { Prediction, Reason } from '../../lab/cleaner/cleanerData.js';
import type { Doubt } from '../../measure/data/keptDoubts.js';
import { formatPercent } from '../../metrics/format.js';
import type { StoredRun } from '../../store/runStore.js';
import { mistakesOf } from '../imageRows.js';

/** An image that may be wrong in some way, without its pixels. */
export interface Suspicion extends EvidenceFile {
  reasons: Reason[];
  /** The most probable class first. */
  predictions: Prediction[];
  suggested?: string;
  copies: EvidenceFile[];
}

/** Images that are far from all others, the farthest first. */
export interface Outliers {
  images: readonly ScannedImage[];
  /** How many images were compared. */
  of: number;
}

/** Checks that name images, the likeliest to be wrong first, and what to say of an image that they name. */
const TEXTS: Partial<Record<CheckName, (row: Evidence) => string>> = {
  'suspect-label': () => 'a cross-validated classifier doubts its label',
  'label-conflict': ({ areSimilar }) => `${areSimilar ? 'nearly the same image' : 'the same file'} is in another class`,
  'duplicate-across-splits': ({ areSimilar }) =>
    `${areSimilar ? 'nearly the same image' : 'the same file'} is in the other split`,
  'near-duplicate': () => 'nearly the same image is in this class',
  'exact-duplicate': () => 'the same file is in this class',
  'unreadable-image': ({ received }) => `cannot be read: ${received}`,
  'image-quality': ({ measure, received }) => `${measure.split(': ', 1)[0]}: ${received}`,
};

/** Classes that are shown of what a model says. */
const MOST_PREDICTIONS = 3;

/**
 * Lists the images that checks and a model find suspicious, each once, in the order in which they are likely to be wrong: labels
 * in doubt, mistakes of the model by loss, copies, unreadable files, quality, outliers.
 *
 * @param run whose mistakes are in the list. Default: none
 * @param validation the images that it is evaluated on, in its order
 * @param chosen images that somebody wants to sort out: they come first, in their order. Default: none
 * @param outliers images that are far from all others in features, the farthest first, of so many images. Default: none
 */
export function suspicions(
  findings: readonly Finding[],
  run?: StoredRun,
  validation: readonly ScannedImage[] = [],
  chosen: readonly ScannedImage[] = [],
  outliers: Outliers = { images: [], of: 0 },
): Suspicion[] {
  const found = new Map<string, Suspicion>();
  const add = ({ path, className, split }: EvidenceFile, reason: Reason): Suspicion => {
    const known = found.get(path) ?? { path, className, split, reasons: [], predictions: [], copies: [] };
    known.reasons.push(reason);
    found.set(path, known);
    return known;
  };
  const addFindings = (check: CheckName): void => {
    for (const row of findings.filter((one) => one.check === check).flatMap(({ evidence }) => evidence)) {
      if (row.files !== undefined) addRow(check, row, row.files, add);
    }
  };
  for (const image of chosen) add(image, { by: 'chosen', text: 'chosen by you' });
  addFindings('suspect-label');
  if (run !== undefined) addMistakes(run, validation, add);
  for (const check of Object.keys(TEXTS) as CheckName[]) if (check !== 'suspect-label') addFindings(check);
  for (const [i, image] of outliers.images.entries()) {
    const text = `unlike the others: number ${i + 1} of ${outliers.of.toLocaleString('en')} in distance to its ten nearest images, by features`;
    add(image, { by: 'outlier', text });
  }
  return [...found.values()];
}

type Add = (file: EvidenceFile, reason: Reason) => Suspicion;

function addRow(check: CheckName, row: Evidence, files: readonly EvidenceFile[], add: Add): void {
  const reason = { by: check, text: TEXTS[check]!(row) };
  for (const file of row.areCopies ? suspiciousCopies(check, files) : files) {
    const suspicion = add(file, reason);
    if (row.areCopies) {
      const known = new Set([file.path, ...suspicion.copies.map(({ path }) => path)]);
      suspicion.copies.push(...files.filter(({ path }) => !known.has(path)));
    }
    if (check !== 'suspect-label') continue;
    const [label, likely] = [parsed(row.expected), parsed(row.received)];
    suspicion.suggested ??= likely?.className;
    suspicion.predictions = [likely, label].filter((one) => one !== undefined);
  }
}

/** Where two classes hold an image, any of them may be wrong. Otherwise one copy is enough: that in validation, or the first. */
function suspiciousCopies(check: CheckName, files: readonly EvidenceFile[]): readonly EvidenceFile[] {
  if (check === 'label-conflict') return files;
  const kept = files.find(({ split }) => split === 'validation') ?? files[0];
  return files.filter((file) => file !== kept);
}

/** `chaff (0.97)` */
function parsed(text: string): Prediction | undefined {
  const [, className, probability] = /^(.*) \((\d\.\d+)\)$/s.exec(text) ?? [];
  return className === undefined ? undefined : { className, probability: Number(probability) };
}

/** What the run gets wrong, and what it says of the images that checks name. */
function addMistakes(run: StoredRun, validation: readonly ScannedImage[], add: Add): void {
  const { classNames, probabilities } = run;
  for (const { index, predicted, confidence, loss } of mistakesOf(run)) {
    const text = `the model says ${classNames[predicted]}, ${formatPercent(confidence)} (loss ${loss.toFixed(1)})`;
    const suspicion = add(validation[index]!, { by: 'loss', text });
    suspicion.suggested = classNames[predicted];
    suspicion.predictions = probabilities[index]!.map((probability, k) => ({ className: classNames[k]!, probability }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, MOST_PREDICTIONS);
  }
}

/**
 * Lists the images for which a cross-validated classifier finds another class more probable than their label, the least probable
 * label first. Confident learning takes the surest of them for wrong; of those that follow, many are only difficult.
 */
export function unlikelyLabels(
  images: readonly ScannedImage[],
  doubts: readonly (Doubt | undefined)[],
  classNames: readonly string[],
): Suspicion[] {
  const unlikely = images.flatMap((image, i) => {
    const doubt = doubts[i];
    return doubt === undefined || doubt.likely === image.label ? [] : [{ image, doubt }];
  });
  return unlikely
    .sort((a, b) => b.doubt.doubt - a.doubt.doubt)
    .map(({ image: { path, className, split }, doubt: { doubt, likely, probability } }) => ({
      ...{ path, className, split, copies: [] },
      reasons: [{ by: 'suspect-label', text: 'a cross-validated classifier finds another class more probable' }],
      predictions: [
        { className: classNames[likely]!, probability },
        { className, probability: 1 - doubt },
      ],
      suggested: classNames[likely]!,
    }));
}

/** Whether labels were checked: some are doubted by a finding, or how much each is doubted is known. */
export function wereLabelsChecked(
  findings: readonly Pick<Finding, 'check'>[],
  doubts: readonly (Doubt | undefined)[],
): boolean {
  return findings.some(({ check }) => check === 'suspect-label') || doubts.some((doubt) => doubt !== undefined);
}
