import { shortPath } from '../base/text/shortPath.js';
import type { Evidence, Finding } from '../diagnose/finding.js';
import { showHtml, showMarkdown } from './display.js';
import { imageGrid } from './html.js';
import { captioned } from './imageRows.js';
import type { OpenDataset } from './openDataset.js';

/** How many images to show. */
export interface SuspectLabelOptions {
  /** Images at most. Default 12. */
  most?: number;
}

/**
 * Shows images that are possibly mislabeled: those whose labels a cross-validated classifier doubts, the most certain first, each
 * with its label and the class that the classifier predicts.
 *
 * @param findings those of {@link checkImages}
 *
 * @example
 * await thaw.showSuspectLabels(findings, dataset);
 */
export async function showSuspectLabels(
  findings: readonly Finding[],
  dataset: OpenDataset,
  { most = 12 }: SuspectLabelOptions = {},
): Promise<void> {
  const finding = findings.find(({ check }) => check === 'suspect-label');
  if (finding === undefined) {
    showMarkdown('No label is doubted, or labels were not checked: the cell above says which.');
    return;
  }
  const rows = finding.evidence.filter(({ files }) => files !== undefined);
  const shown = rows.slice(0, most);
  const rest =
    rows.length > most ? ` Shown: ${most}. \`npx thaw diagnose --csv FILE\` writes all of them to a file.` : '';
  showMarkdown(`${finding.summary}${rest}`);
  if (rows.length === 0) return;
  const images = await Promise.all(shown.map((row) => captioned(row.files![0]!, captionOf(row, dataset))));
  const name = 'label (its probability), then the predicted class';
  showHtml(imageGrid([{ name, images }]), images.map(({ caption }) => caption).join('\n'));
}

/** `grain (0.02), predicted chaff (0.97); training_set/grain/1.jpg` */
const captionOf = ({ expected, received, files }: Evidence, dataset: OpenDataset): string =>
  `${expected}, predicted ${received}; ${shortPath(dataset, files![0]!.path)}`;
