import { describe, expect, it } from 'vitest';
import { exportHtml } from '../../src/report/exportHtml.js';
import type { Cell, Notebook, Output } from '../../src/report/notebookFormat.js';
import { indexEntry, mergedEntries, writeIndex } from '../../src/report/writeIndex.js';

const FACTS = { date: '2025-03-01 14:05', dataFolder: '/data/wheat', settings: { epochs: 3 } };
const SVG =
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><clipPath id="c"/><g clip-path="url(#c)"/></svg>';

function display(data: Record<string, unknown>, metadata: Record<string, unknown> = {}): Output {
  return { output_type: 'display_data', data, metadata };
}

function code(source: string, ...outputs: Output[]): Cell {
  return { cell_type: 'code', source, metadata: {}, outputs };
}

function markdown(source: string): Cell {
  return { cell_type: 'markdown', source, metadata: {} };
}

function notebook(...cells: Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

describe('exportHtml writes a page that loads nothing', () => {
  it('has no reference to anything outside it, even where the notebook names an image elsewhere', () => {
    const html = exportHtml(notebook(markdown('# Title\n\n![chart](https://example.org/a.png)')), 'x', FACTS);
    expect(html).not.toMatch(/<(script|link rel="stylesheet"|iframe|img)/);
    expect(html).not.toMatch(/@import|url\(\s*["']?http/);
    expect(html).toContain("default-src 'none'");
  });

  it('inlines the colors of the code', () => {
    expect(exportHtml(notebook(code('const a = 1;')), 'x', FACTS)).toContain('.hljs-keyword');
  });

  it('names the notebook, date, data folder and settings at its head', () => {
    const html = exportHtml(notebook(markdown('# How many?')), 'x', FACTS);
    for (const text of ['How many?', '2025-03-01 14:05', '/data/wheat', 'epochs = 3']) expect(html).toContain(text);
  });
});

describe('exportHtml shows cells', () => {
  it('folds code', () => {
    const html = exportHtml(notebook(code('const a = 1;')), 'x', FACTS);
    expect(html).toMatch(/<details class="code"><summary>code<\/summary><pre><code class="hljs">/);
  });

  it('prefers SVG to PNG and to the Vega-Lite source, and gives it the text as its alternative', () => {
    const html = exportHtml(
      notebook(
        code(
          'plot()',
          display({
            'application/vnd.vegalite.v5+json': { mark: 'bar-secret' },
            'image/png': 'AAAA',
            'image/svg+xml': SVG,
            'text/plain': 'accuracy "by" epoch',
          }),
        ),
      ),
      'x',
      FACTS,
    );
    expect(html).toContain('<figure role="img" aria-label="accuracy &quot;by&quot; epoch"><svg');
    expect(html).not.toContain('<?xml');
    expect(html).not.toContain('bar-secret');
    expect(html).not.toContain('AAAA');
  });

  it('keeps the ids of two plots apart', () => {
    const plot = display({ 'image/svg+xml': SVG });
    const html = exportHtml(notebook(code('plots()', plot, plot)), 'x', FACTS);
    const ids = [...html.matchAll(/ id="(.+?)"/g)].map(([, id]) => id);
    const uses = [...html.matchAll(/url\(#(.+?)\)/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(2);
    expect(uses).toEqual(ids);
  });

  it('gives an image its text as alternative', () => {
    const output = display({ 'image/png': 'iVBO\nRw0K', 'text/plain': 'four kernels' });
    expect(exportHtml(notebook(code('grid()', output)), 'x', FACTS)).toContain(
      '<img src="data:image/png;base64,iVBORw0K" alt="four kernels">',
    );
  });

  it('links to the reports that lie beside it, and shows other files as text', () => {
    const prose = '[Next](02-b.ipynb), [later](09-z.ipynb), [README](../README.md), [web](https://example.org/)';
    const html = exportHtml(notebook(markdown('# Title'), markdown(prose)), 'x', FACTS, undefined, ['02-b']);
    expect(html).toContain('<a href="02-b.html">Next</a>, later, README, <a href="https://example.org/">web</a>');
  });

  it('leaves out what went to stderr, unless the cell failed', () => {
    const cells = [code('warn()', { output_type: 'stream', name: 'stderr', text: 'a log line' })];
    expect(exportHtml(notebook(...cells), 'x', FACTS)).not.toContain('a log line');
    const failure = { cell: 1, stderr: 'a log line', message: '' };
    const html = exportHtml(notebook(...cells), 'x', FACTS, failure);
    expect(html).toContain('a log line');
    expect(html).toContain('Code cell 1 failed');
  });

  it('escapes what is text', () => {
    const output: Output = { output_type: 'stream', name: 'stdout', text: ['<b>1\n', '2'] };
    expect(exportHtml(notebook(code('log()', output)), 'x', FACTS)).toContain('<pre>&lt;b&gt;1\n2</pre>');
  });
});

describe('writeIndex leads to the reports', () => {
  const last = (text: string) => code('end()', display({ 'text/markdown': text }));
  const entry = (
    name: string,
    text: string,
    facts = FACTS,
    failure?: { cell: number; stderr: string; message: string },
  ) => indexEntry({ name, notebook: notebook(last(text)), seconds: 65, failure }, facts);

  const IN_INDEX = { thaw: { inIndex: true } };
  const diagnosis = (facts = FACTS) => {
    const cells = [
      code('ladder()', display({ 'image/svg+xml': SVG, 'text/plain': 'from 30 to 97' }, IN_INDEX)),
      code('between()', display({ 'text/html': '<p>not in the index</p>' })),
      code('verdict()', display({ 'text/html': '<b>frozen too deep</b>', 'text/plain': 'frozen too deep' }, IN_INDEX)),
    ];
    return indexEntry({ name: '06-diagnosis', notebook: notebook(...cells), seconds: 65 }, facts);
  };

  it('shows what a notebook marks for it as the verdict: the ladder and the faults', () => {
    const html = writeIndex([entry('01-a', 'counts'), diagnosis()], FACTS);
    expect(html).toMatch(/<h2>Verdict<\/h2>\s*<div class="output"><figure role="img" aria-label="from 30 to 97"><svg/);
    expect(html).toContain('id="06-diagnosis-0-c"');
    expect(html.match(/frozen too deep/g)).toHaveLength(1);
    expect(html).not.toContain('not in the index');
  });

  it('has a card for each notebook with its reading, time, status and link', () => {
    const failed = entry('02-b', 'half', FACTS, { cell: 2, stderr: 'x', message: '' });
    const html = writeIndex([entry('01-a', 'counts'), failed], FACTS);
    expect(html).toContain('href="01-a.html"');
    expect(html).toContain('<p>counts</p>');
    expect(html).toContain('1 min 5 s');
    expect(html).toContain('failed at cell 2');
    expect(html).not.toContain('half');
  });

  it('has text on every card, on that of the verdict and of a failed notebook too', () => {
    const failed = entry('02-b', 'half', FACTS, { cell: 2, stderr: 'x', message: '' });
    const html = writeIndex([entry('01-a', 'counts'), failed, diagnosis()], FACTS);
    const cards = html.match(/<article class="card">.*?<\/article>/gs)!;
    expect(cards.map((card) => /<div class="prose"><p>(.*?)<\/p>/.exec(card)?.[1])).toEqual([
      'counts',
      'The report ends with the error.',
      expect.stringMatching(/^Its verdict is above\./),
    ]);
  });

  it('keeps the reports that an earlier run wrote, and says whose data and settings theirs are', () => {
    const earlier = { date: '2025-02-01 10:00', dataFolder: '/data/rice', settings: { epochs: 9 } };
    const entries = mergedEntries(
      [diagnosis(earlier), entry('01-a', 'old counts', earlier)],
      [entry('01-a', 'new counts')],
    );
    const html = writeIndex(entries, FACTS);
    expect(html).toContain('new counts');
    expect(html).not.toContain('old counts');
    expect(html).toMatch(
      /Verdict<\/h2>\s*<p class="status">From an earlier run: 2025-02-01 10:00, \/data\/rice, epochs = 9/,
    );
    expect(html.indexOf('01-a.html')).toBeLessThan(html.indexOf('06-diagnosis.html'));
  });
});
