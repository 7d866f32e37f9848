import type { Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Statement } from './ast.js';
import { applyEdits } from './edits.js';
import { lastAtOrBefore } from './lastAtOrBefore.js';
import { readStatements } from './lezerStatements.js';
import type { LogicalLine } from './logicalLines.js';
import type { Places } from './places.js';

/** A tree of `@lezer/python`, and where it has errors, as offsets. */
export interface LezerTree {
  text: string;
  tree: Tree;
  errors: number[];
}

/**
 * Parses with `@lezer/python`, which goes on after an error.
 *
 * @param lines logical lines of the text
 */
export function parseLezer(text: string, lines: readonly LogicalLine[]): LezerTree {
  const readable = withoutFormFeeds(withoutTrailingPoints(text, lines), lines);
  const tree = parser.parse(readable);
  const errors: number[] = [];
  tree.iterate({
    enter: (node) => {
      // A `yield` without a value is one of Python, but not of the grammar.
      const isBareYield = node.from === node.to && /^Yield/.test(node.node.parent?.name ?? '');
      if (node.type.isError && !isBareYield) errors.push(node.from);
    },
  });
  return { text: readable, tree, errors };
}

/** The grammar has no `255.` and `1.e3`: they become `0255` and `01e3`, which are as long and the same number. */
function withoutTrailingPoints(text: string, lines: readonly LogicalLine[]): string {
  const edits = lines
    .flatMap(({ tokens }) => tokens)
    .filter((token) => token.kind === 'number' && /^[\d_]+\.(?![\d_])/.test(token.text))
    .map(({ from, text: number }) => ({ from, to: from + number.length, text: `0${number.replace('.', '')}` }));
  return applyEdits(text, edits);
}

/**
 * The grammar has no form feeds. At the beginning of a line, where one sets the indentation back to none, it becomes the end of
 * an empty line, elsewhere a blank. The text stays as long.
 */
function withoutFormFeeds(text: string, lines: readonly LogicalLine[]): string {
  if (!text.includes('\f')) return text;
  const strings = lines.flatMap(({ tokens }) => tokens.filter(({ kind }) => kind === 'string'));
  const isInString = (at: number): boolean => {
    const string = strings[lastAtOrBefore(strings.length, (i) => strings[i]!.from, at)];
    return string !== undefined && at >= string.from && at < string.from + string.text.length;
  };
  return text.replace(/^[ \t\f]+|\f/gm, (blanks, at: number) => {
    if (!blanks.includes('\f') || isInString(at)) return blanks;
    const isFirst = at === 0 || text[at - 1] === '\n';
    return blanks.replaceAll('\f', isFirst ? '\n' : ' ');
  });
}

/** Turns a tree without errors into nodes. */
export function lezerNodes({ text, tree }: LezerTree, source: readonly string[], places: Places): Statement[] {
  return readStatements({ text, source, places, depth: 0, inside: null }, tree.topNode);
}
