import { describe, expect, it } from 'vitest';
import { exportMarkdown } from '../../src/report/exportMarkdown.js';
import type { Cell, Output } from '../../src/report/notebookFormat.js';

function display(data: Record<string, unknown>): Output {
  return { output_type: 'display_data', data, metadata: {} };
}

function copyOf(...cells: Cell[]): ReturnType<typeof exportMarkdown> {
  return exportMarkdown({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, '01-a', '> a note');
}

function copyOfOutput(output: Output): ReturnType<typeof exportMarkdown> {
  return copyOf({ cell_type: 'code', source: 'show();', metadata: {}, outputs: [output] });
}

describe('exportMarkdown writes a copy that GitHub shows', () => {
  it('has the note, prose with links to the other copies, and code', () => {
    const prose = '# A\n\n[next](02-b.ipynb), [docs](../docs/checks.md), [README](../README.md)';
    const { markdown } = copyOf(
      { cell_type: 'markdown', source: prose, metadata: {} },
      { cell_type: 'code', source: ['const a = 1;\n', 'show(a);'], metadata: {}, outputs: [] },
    );
    expect(markdown).toBe(
      '> a note\n\n# A\n\n[next](02-b.md), [docs](../checks.md), [README](../../README.md)\n\n```ts\nconst a = 1;\nshow(a);\n```\n',
    );
  });

  it('keeps a figure as a file, with its text as the alternative', () => {
    const { markdown, files } = copyOfOutput(
      display({
        'image/svg+xml': '<?xml version="1.0"?><svg id="a"/>',
        'image/png': 'AAAA',
        'text/plain': 'a "rising"\nline',
      }),
    );
    const [[name, bytes]] = files;
    expect(name).toMatch(/^[0-9a-f]{12}\.svg$/);
    expect(bytes.toString()).toBe('<svg id="a"/>');
    expect(markdown).toContain(`<img src="01-a/${name}" alt="a &quot;rising&quot; line">`);
  });

  it('writes a table without styles, figures to the right', () => {
    const table =
      '<table><thead><tr><th style="text-align:left;padding:3px">run</th></tr></thead><tbody><tr><td style="text-align:right">1 <span style="white-space:nowrap">(0 to 2)</span></td></tr></tbody></table>';
    expect(copyOfOutput(display({ 'text/html': table })).markdown).toContain(
      '<table><thead><tr><th>run</th></tr>\n</thead><tbody><tr><td align="right">1 (0\u00a0to\u00a02)</td></tr>\n</tbody></table>',
    );
  });

  it('makes a table of a grid of images, five in a row, and each image a file once', () => {
    const figure =
      '<figure style="margin:0"><img src="data:image/png;base64,AAAA" alt="one" style="height:72px"><figcaption style="color:#555">one</figcaption></figure>';
    const html = `<div style="margin:6px 0"><div style="font-weight:600">class</div><div style="display:flex">${figure.repeat(6)}</div></div>`;
    const { markdown, files } = copyOfOutput(display({ 'text/html': html }));
    expect([...files.keys()]).toHaveLength(1);
    expect(markdown).toContain('<p><b>class</b></p>');
    expect(markdown.match(/<tr>/g)).toHaveLength(2);
    expect(markdown).toContain(
      `<td><img src="01-a/${[...files.keys()][0]}" alt="one" height="64"><br><sub>one</sub></td>`,
    );
    expect(markdown).not.toContain('data:');
  });

  it('sets a label with a colored background as code', () => {
    const html = '<div>mixed0 <span style="background:#c3dcf0;white-space:nowrap">not trained</span></div>';
    expect(copyOfOutput(display({ 'text/html': html })).markdown).toContain('mixed0 <code>not trained</code>');
  });

  it('makes a quotation of a frame with a colored border, and keeps what is folded', () => {
    const html =
      '<div style="border-left:4px solid #b3261e"><div><b style="color:#b3261e">critical</b></div><details><summary>evidence</summary><pre>a\n\nb</pre></details></div>';
    expect(copyOfOutput(display({ 'text/html': html })).markdown).toContain(
      '<blockquote>\n<div><b>critical</b></div>\n<details><summary>evidence</summary><pre>a\nb</pre></details></blockquote>',
    );
  });

  it('leaves out what went to stderr', () => {
    expect(copyOfOutput({ output_type: 'stream', name: 'stderr', text: 'a log line' }).markdown).not.toContain('log');
  });
});
