import type { ImageFlow } from '../../../script/library/images/flow.js';
import { scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { ParsedScript } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

/**
 * Finds labels that are written out class by class for the files of one folder, which `os.listdir` lists in no order. Python's
 * documentation: "The list is in arbitrary order". On Linux it is that of the file system, on Windows often the alphabet.
 */
export function labelsByPosition(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ call: { flow } }) => {
    if (flow === undefined || !isOneListing(flow) || flow.labels.isClassByClass !== true) return [];
    if (scriptsOf(reading).some(sorts)) return [];
    return [
      scriptFinding(reading, {
        check: 'labels-by-position',
        severity: 'critical',
        summary:
          'The labels are written class by class, and os.listdir lists the images in no order: on Linux, most images get the label of another class.',
        fix: 'Take the label of each file from its name, in the loop that reads it. `sorted(os.listdir(folder))` does if the names begin with their classes.',
        at: [
          [flow.labels.place, 'class by class'],
          [flow.source.place, 'in the order of os.listdir'],
        ],
      }),
    ];
  });
}

/** One call of `os.listdir`: classes in folders of their own are listed one after the other. */
const LISTING = /an item of os\.listdir/g;

/** Whether images are the files of one folder, as they are listed; a split of both leaves their labels with them. */
function isOneListing({ source, rows }: ImageFlow): boolean {
  const listings = source.text.match(LISTING)?.length;
  const isKnown = rows.every(({ kind }) => kind === 'split' || kind === 'shuffle' || kind === 'slice');
  return source.kind === 'files' && listings === 1 && !/\ban item of (?!os\.listdir)/.test(source.text) && isKnown;
}

/** Whether something is sorted anywhere: the order may be that of the labels then. */
function sorts({ body }: ParsedScript): boolean {
  for (const node of walk(body)) {
    if (node.type !== 'Call') continue;
    const name = node.func.type === 'Attribute' ? node.func.attr : node.func.type === 'Name' ? node.func.id : '';
    if (/sort/.test(name)) return true;
  }
  return false;
}
