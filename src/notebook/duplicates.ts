import { pluralize } from '../base/text/pluralize.js';
import { shortPath } from '../base/text/shortPath.js';
import { thumbnail } from '../dataset/image.js';
import { type EvidenceFile, type Finding, sortFindings } from '../diagnose/finding.js';
import { showHtml, showMarkdown } from './display.js';
import { captionedImage } from './html.js';
import type { OpenDataset } from './openDataset.js';

/** How many copies to show. */
export interface DuplicateOptions {
  /** Groups of copies of each finding, at most. Default 12. */
  most?: number;
}

const THUMBNAIL = { width: 160, height: 110 };

/** What the groups of a finding have in common. */
const TITLES: Partial<Record<Finding['check'], string>> = {
  'duplicate-across-splits': 'In training and in validation',
  'label-conflict': 'In two classes',
  'near-duplicate': 'Nearly the same, in one class and split',
  'exact-duplicate': 'The same file, in one class and split',
};

/**
 * Shows images that are stored more than once, copies side by side: in both splits, in two classes, or again in the same
 * place. The most severe come first.
 *
 * @param findings those of {@link checkImages}
 *
 * @example
 * await thaw.showDuplicates(findings, dataset);
 */
export async function showDuplicates(
  findings: readonly Finding[],
  dataset: OpenDataset,
  { most = 12 }: DuplicateOptions = {},
): Promise<void> {
  const kinds = sortFindings(findings)
    .map(({ check, evidence }) => ({ title: TITLES[check] ?? check, groups: copiesIn(evidence) }))
    .filter(({ groups }) => groups.length > 0);
  if (kinds.length === 0) {
    showMarkdown('No image is stored more than once.');
    return;
  }
  for (const { title, groups } of kinds) {
    const shown = groups.slice(0, most);
    const cards = await Promise.all(shown.map((group) => cardOf(group, dataset)));
    const rest =
      groups.length > most ? ` Shown: ${most}. \`npx thaw diagnose --csv FILE\` writes all of them to a file.` : '';
    showMarkdown(`**${title}**: ${pluralize(groups.length, 'group')} of copies.${rest}`);
    showHtml(`<div style="display:flex;flex-wrap:wrap;gap:12px">${cards.join('')}</div>`, textOf(shown, dataset));
  }
}

function copiesIn(evidence: Finding['evidence']): (readonly EvidenceFile[])[] {
  return evidence.flatMap(({ files, areCopies }) => (areCopies && files !== undefined ? [files] : []));
}

/** Copies side by side, in a frame. */
async function cardOf(group: readonly EvidenceFile[], dataset: OpenDataset): Promise<string> {
  const figures = await Promise.all(
    group.map(async (file) => {
      const caption = shortPath(dataset, file.path);
      const source = await thumbnail(file.path, THUMBNAIL);
      return captionedImage({ source, caption }, caption, { box: 'width:150px', height: 90, width: 150 });
    }),
  );
  return `<div style="display:flex;flex-wrap:wrap;gap:6px;border:1px solid #ccc;border-radius:4px;padding:6px">${figures.join('')}</div>`;
}

function textOf(groups: readonly (readonly EvidenceFile[])[], dataset: OpenDataset): string {
  return groups.map((group) => group.map((file) => shortPath(dataset, file.path)).join(' = ')).join('\n');
}
