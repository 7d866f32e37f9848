import { expect, test } from 'vitest';
import { escapeHtml } from '../../../src/base/text/escapeHtml.js';

test('what HTML would read as markup is shown as text', () => {
  expect(escapeHtml('<b class="x">R&D</b>')).toBe('&lt;b class=&quot;x&quot;&gt;R&amp;D&lt;/b&gt;');
});

test('an entity in the text is escaped once more', () => {
  expect(escapeHtml('&lt;')).toBe('&amp;lt;');
});
