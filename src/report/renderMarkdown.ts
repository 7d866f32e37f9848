import hljs from 'highlight.js/lib/common';
import MarkdownIt from 'markdown-it';
import { escapeHtml } from '../base/text/escapeHtml.js';
import type { MimeBundle } from './notebookFormat.js';

/**
 * Renders Markdown as HTML that loads nothing: HTML in it becomes text, and an image that is not attached becomes a link.
 *
 * @param attachments images named as `attachment:name` in the text; maps a MIME type to base64
 */
export function renderMarkdown(text: string, attachments: Readonly<Record<string, MimeBundle>> = {}): string {
  const markdown = new MarkdownIt({ html: false, highlight: highlightCode });
  markdown.renderer.rules.image = (tokens, index) => {
    const token = tokens[index];
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
  return markdown.render(text);
}

/** Highlights code as HTML, with classes for the style sheet. */
export function highlightCode(code: string, language: string): string {
  return hljs.getLanguage(language) === undefined ? escapeHtml(code) : hljs.highlight(code, { language }).value;
}
