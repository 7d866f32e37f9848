import hljs from 'highlight.js/lib/common';
import MarkdownIt from 'markdown-it';
import { escapeHtml } from '../base/text/escapeHtml.js';
import type { MimeBundle } from './notebookFormat.js';

/**
 * Markdown as HTML that loads nothing: HTML in it is shown as text, and an image that does not come with it is shown as
 * a link.
 *
 * @param attachments images that the text names as `attachment:name`, mime type to base64
 * @param linkTo where a link leads in the page; undefined shows its text alone. Default: where the Markdown says
 */
export function renderMarkdown(
  text: string,
  attachments: Readonly<Record<string, MimeBundle>> = {},
  linkTo: (target: string) => string | undefined = (target) => target,
): string {
  const markdown = new MarkdownIt({ html: false, highlight: highlightCode });
  markdown.renderer.rules.image = (tokens, index) => {
    const token = tokens[index]!;
    const source = token.attrGet('src') ?? '';
    const alt = escapeHtml(token.content);
    const attachment = attachments[decodeURIComponent(source.replace(/^attachment:/, ''))];
    const [mime, data] = Object.entries(attachment ?? {})[0] ?? [];
    if (source.startsWith('attachment:') && mime !== undefined) {
      return `<img src="data:${mime};base64,${String(data)}" alt="${alt}">`;
    }
    if (source.startsWith('data:image/')) return `<img src="${escapeHtml(source)}" alt="${alt}">`;
    return `<a href="${escapeHtml(source)}">${alt || escapeHtml(source)}</a>`;
  };
  const open: boolean[] = [];
  markdown.renderer.rules.link_open = (tokens, index) => {
    const target = linkTo(tokens[index]!.attrGet('href') ?? '');
    open.push(target !== undefined);
    return target === undefined ? '' : `<a href="${escapeHtml(target)}">`;
  };
  markdown.renderer.rules.link_close = () => (open.pop() ? '</a>' : '');
  return markdown.render(text);
}

/** Highlights code as HTML, with classes for the style sheet. */
export function highlightCode(code: string, language: string): string {
  return hljs.getLanguage(language) === undefined ? escapeHtml(code) : hljs.highlight(code, { language }).value;
}
