import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { escapeHtml } from '../base/text/escapeHtml.js';

const BASE = `
:root { color-scheme: light; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --paper: #f6f8fa; --good: #1a7f37; --bad: #cf222e; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 900px; color: var(--ink); background: #fff;
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 .75rem; }
h1 { font-size: 1.9rem; } h2 { font-size: 1.4rem; } h3 { font-size: 1.15rem; }
a { color: #0969da; }
header.page { border-bottom: 1px solid var(--line); padding-bottom: 1rem; margin-bottom: 1.5rem; }
header.page h1 { margin: .25rem 0 .75rem; }
header.page .brand { color: var(--soft); font-weight: 600; letter-spacing: .04em; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; font-size: .9rem; color: var(--soft); }
dl.facts dt { font-weight: 600; } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
pre, code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
pre { padding: .75rem 1rem; overflow-x: auto; background: var(--paper); border-radius: 6px; line-height: 1.45; }
pre code { font-size: 1em; }
details.code { margin: .75rem 0; }
details.code > summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
figure { margin: 1rem 0; overflow-x: auto; }
figure svg, .output img { max-width: 100%; height: auto; }
.output table, .prose table { border-collapse: collapse; font-size: .85rem; margin: .5rem 0; }
.output td:first-child { overflow-wrap: anywhere; }
.output th, .output td, .prose th, .prose td { padding: .3rem .7rem; border: 1px solid var(--line); text-align: left; }
.output { overflow-x: auto; }
.failure { border-left: 4px solid var(--bad); padding-left: 1rem; margin: 1rem 0; }
.failure pre { white-space: pre-wrap; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 4px solid var(--line); color: var(--soft); }
.verdict { border: 1px solid var(--line); border-left: 6px solid #0969da; border-radius: 6px; padding: .25rem 1.25rem; margin: 1.5rem 0; }
.card { border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.25rem; margin: 1rem 0; }
.card h2 { margin: 0; font-size: 1.15rem; }
.card .status { font-size: .9rem; color: var(--soft); margin: .25rem 0 0; }
.ran { color: var(--good); font-weight: 600; } .failed { color: var(--bad); font-weight: 600; }
@media print {
  details.code { display: none; } body { max-width: none; padding: 0; font-size: 11pt; }
  h1, h2, h3, .output div[style*='font-weight:600'] { break-after: avoid; }
  figure, tr, img, pre, .card, .output div[style*='border-left'] { break-inside: avoid; }
  .output, figure, pre { overflow: visible; } pre { white-space: pre-wrap; } thead { display: table-header-group; }
}
`;

/** Content security policy: a page must not load anything or run a script. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** Facts about a run, at the top of each page. */
export interface PageFacts {
  /** Date and time to show, such as `2025-03-01 14:05`. */
  date: string;
  dataFolder: string;
  settings: Readonly<Record<string, unknown>>;
}

/**
 * Builds a page that loads nothing.
 *
 * @param body HTML
 */
export function page(title: string, facts: PageFacts, body: string): string {
  const settings = settingsOf(facts);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} - thaw</title>
<style>${BASE}${highlightStyle()}</style>
</head>
<body>
<header class="page">
<div class="brand">thaw</div>
<h1>${escapeHtml(title)}</h1>
<dl class="facts">
<dt>Date</dt><dd>${escapeHtml(facts.date)}</dd>
<dt>Data</dt><dd>${escapeHtml(facts.dataFolder)}</dd>
<dt>Settings</dt><dd>${settings.length === 0 ? 'as in the notebooks' : escapeHtml(settings.join(', '))}</dd>
</dl>
</header>
<main>
${body}
</main>
</body>
</html>
`;
}

/** Each as `name = value`. */
export function settingsOf({ settings }: PageFacts): string[] {
  return Object.entries(settings).map(([name, value]) => `${name} = ${shown(value)}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function highlightStyle(): string {
  return readFileSync(createRequire(__filename).resolve('highlight.js/styles/github.min.css'), 'utf8');
}
