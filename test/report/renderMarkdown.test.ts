import { expect, test } from 'vitest';
import { highlightCode, renderMarkdown } from '../../src/report/renderMarkdown.js';

test('HTML in the text is shown, not run', () => {
  const html = renderMarkdown('a <script>alert(1)</script> b');
  expect(html).not.toContain('<script>');
  expect(html).toContain('&lt;script&gt;');
});

test('an attachment is put into the page', () => {
  const html = renderMarkdown('![a "plot"](attachment:my%20plot.png)', { 'my plot.png': { 'image/png': 'AAAA' } });
  expect(html).toContain('<img src="data:image/png;base64,AAAA" alt="a &quot;plot&quot;">');
});

test('an image from elsewhere is a link, and loads nothing', () => {
  const html = renderMarkdown('![chart](https://example.org/chart.png)');
  expect(html).not.toContain('<img');
  expect(html).toContain('<a href="https://example.org/chart.png">chart</a>');
  expect(renderMarkdown('![](attachment:missing.png)')).not.toContain('<img');
});

test('code is marked by its language, and of an unknown one only escaped', () => {
  expect(highlightCode('const x = 1;', 'typescript')).toContain('<span class="hljs-keyword">const</span>');
  expect(highlightCode('a < b', 'no such language')).toBe('a &lt; b');
});
