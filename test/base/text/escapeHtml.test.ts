import { expect, test } from 'vitest';
import { escapeHtml, proseHtml } from '../../../src/base/text/escapeHtml.js';

test('what HTML would read as markup is shown as text', () => {
  expect(escapeHtml('<b class="x">R&D</b>')).toBe('&lt;b class=&quot;x&quot;&gt;R&amp;D&lt;/b&gt;');
});

test('an entity in the text is escaped once more', () => {
  expect(escapeHtml('&lt;')).toBe('&amp;lt;');
});

test('what stands between backticks is code, and a single backtick stays', () => {
  expect(proseHtml('Set `a < b`, then `trainable`.')).toBe('Set <code>a &lt; b</code>, then <code>trainable</code>.');
  expect(proseHtml('a ` alone')).toBe('a ` alone');
});
