import type { ImageFlow } from '../../script/library/images/flow.js';
import { cutsText } from '../../script/library/images/rowCuts.js';
import { scriptsOf } from '../../script/reading/quotes.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import { walk } from '../../script/syntax/walk.js';

/** Values of a loop that the text does not say have equal texts without being equal. */
const ONE_OF_MANY = /\ban item of\b|\brow \d+ of\b/;

/** Whether two flows read the same array or folder. */
export function isSameSource(
  reading: ScriptReading,
  { source: left }: ImageFlow,
  { source: right }: ImageFlow,
): boolean {
  if (left === right) return true;
  const isSameText = left.kind === 'folder' && right.kind === 'folder' && left.text === right.text;
  return isSameText && !ONE_OF_MANY.test(left.text) && !(isRelative(left.text) && changesFolder(reading));
}

function isRelative(path: string): boolean {
  return !/^(?:[/~]|[A-Za-z]:)/.test(path);
}

/** Whether the script changes its working folder: equal relative paths may then be two folders. */
function changesFolder(reading: ScriptReading): boolean {
  return scriptsOf(reading).some(({ body }) => {
    for (const node of walk(body)) {
      if ((node.type === 'Magic' || node.type === 'Unparsed') && /^\W*cd\b/.test(node.text)) return true;
      if (node.type === 'Attribute' && node.attr === 'chdir') return true;
      if (node.type === 'Constant' && node.value === 'cd') return true;
    }
    return false;
  });
}

/** Whether two flows begin with the same images, before what they cut off. */
export function isSameSet(reading: ScriptReading, left: ImageFlow, right: ImageFlow): boolean {
  const subset = ({ source }: ImageFlow): string | null | undefined => source.subset?.value ?? null;
  return isSameSource(reading, left, right) && subset(left) === subset(right);
}

/** What a flow cuts off, as a text that is the same for the same cut. */
export function cutText({ rows }: ImageFlow): string {
  return cutsText(rows);
}
