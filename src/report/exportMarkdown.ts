import { createHash } from 'node:crypto';
import { escapeHtml } from '../base/text/escapeHtml.js';
import { githubHtml, type SaveImage } from './githubHtml.js';
import { type Cell, joined, type Notebook } from './notebookFormat.js';
import { richestForm, type ShownOutput } from './richestForm.js';

/** A notebook as Markdown, and the files of its figures by their names, which the Markdown links to. */
export interface MarkdownCopy {
  markdown: string;
  files: ReadonlyMap<string, Buffer>;
}

/**
 * An executed notebook as Markdown that GitHub shows: prose, code, and outputs, with figures as files beside it.
 *
 * @param name of the notebook, without folder and extension; files of figures lie in a folder of this name
 * @param note Markdown that stands above the notebook
 */
export function exportMarkdown(notebook: Notebook, name: string, note: string): MarkdownCopy {
  const files = new Map<string, Buffer>();
  const save = (extension: string, bytes: Buffer): string => {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const file = `${digest}.${extension}`;
    files.set(file, bytes);
    return `${name}/${file}`;
  };
  const blocks = notebook.cells.flatMap((cell) => {
    const source = sourceBlock(cell);
    const outputs = (cell.outputs ?? []).flatMap((output) => {
      const shown = richestForm(output);
      return shown === undefined ? [] : [markdownOf(shown, save)];
    });
    return [...(source === '' ? [] : [source]), ...outputs];
  });
  return { markdown: `${[note, ...blocks].join('\n\n')}\n`, files };
}

/** A cell's source as it stands in the copy; empty for a cell without text. */
export function sourceBlock(cell: Cell): string {
  const source = joined(cell.source).trim();
  if (source === '' || cell.cell_type === 'raw') return '';
  return cell.cell_type === 'code' ? `\`\`\`ts\n${source}\n\`\`\`` : withLinksFromDocs(source);
}

/** Links of a notebook's prose, which lies in `notebooks/`, as they read in `docs/notebooks/`. */
function withLinksFromDocs(prose: string): string {
  return prose
    .replace(/\]\(([\w-]+)\.ipynb\)/g, ']($1.md)')
    .replace(/\]\(\.\.\/docs\//g, '](../')
    .replace(/\]\(\.\.\/(?=[A-Z])/g, '](../../');
}

function markdownOf(shown: ShownOutput, save: (extension: string, bytes: Buffer) => string): string {
  const saveImage: SaveImage = (mime, base64) =>
    save(mime === 'image/jpeg' ? 'jpg' : 'png', Buffer.from(base64, 'base64'));
  switch (shown.kind) {
    case 'html':
      return githubHtml(shown.html, saveImage).trim();
    case 'svg':
      return figure(save('svg', Buffer.from(shown.svg)), shown.alt);
    case 'image':
      return figure(saveImage(shown.mime, shown.base64), shown.alt);
    case 'markdown':
      return shown.markdown.trim();
    case 'text':
      return `\`\`\`text\n${shown.text}\n\`\`\``;
  }
}

function figure(path: string, alt: string): string {
  return `<img src="${path}" alt="${escapeHtml(alt.replace(/\s+/g, ' '))}">`;
}
