import type { ParsedScript, Place, Statement } from '../syntax/ast.js';
import { quote } from '../syntax/quote.js';
import type { Change, Edit } from './edit.js';
import { blockOf } from './parents.js';
import { safeToEdit } from './safeToEdit.js';
import { indentOf } from './style.js';
import { indentAt, lineEnd, lineStart, tokensOf } from './tokens.js';
import { type Unit, unitOf } from './unit.js';

/** Where a statement stands among others on its line. */
interface Setting {
  unit: Unit;
  /** Its first character, that of its first decorator included. */
  from: number;
  to: number;
  indent: string;
  /** Whether something stands before it on its line: `if x: `, or another statement. */
  follows: boolean;
  /** End of a `;` after it; undefined if there is none. */
  semicolon: number | undefined;
  /** Whether another statement stands after it on its last line. */
  isFollowed: boolean;
}

/**
 * Inserts lines before a statement, with its indentation.
 *
 * @param lines Python; those inside of a block begin with four spaces for each level
 */
export function insertBefore(script: ParsedScript, statement: Statement, lines: readonly string[]): Change {
  const setting = settingOf(script, statement);
  if ('reason' in setting) return setting;
  const { unit, from, follows, indent } = setting;
  const what = `adds ${shownLines(lines)}`;
  if (!follows) {
    const { line } = unit.place(from, from);
    if (/^[ \t]*%%/.test(unit.line(line)))
      return { reason: `\`${unit.line(line)}\` has to stay the first line of its cell` };
    return { edits: [{ place: unit.startOf(line), text: block(script, lines, indent), what }] };
  }
  if (!areSimple(lines)) return shared(script, statement);
  return { edits: [{ place: unit.place(from, from), text: lines.map((line) => `${line}; `).join(''), what }] };
}

/** Inserts lines after a statement and its block, with its indentation. */
export function insertAfter(script: ParsedScript, statement: Statement, lines: readonly string[]): Change {
  const setting = settingOf(script, statement);
  if ('reason' in setting) return setting;
  const { unit, to, follows, isFollowed, indent } = setting;
  const what = `adds ${shownLines(lines)}`;
  if (!follows && !isFollowed) {
    const { line } = unit.place(to, to);
    const place = unit.startOf(line + 1);
    return { edits: [{ place, text: block(script, lines, indent), what, depth: indent.length }] };
  }
  if (!areSimple(lines)) return shared(script, statement);
  return { edits: [{ place: unit.place(to, to), text: lines.map((line) => `; ${line}`).join(''), what }] };
}

/** Replaces a statement and its block by lines; a comment at its end stays. */
export function replaceStatement(script: ParsedScript, statement: Statement, lines: readonly string[]): Change {
  const setting = settingOf(script, statement);
  if ('reason' in setting) return setting;
  const { unit, from, to, follows, isFollowed, indent } = setting;
  if ((follows || isFollowed) && !areSimple(lines)) return shared(script, statement);
  const text = follows || isFollowed ? lines.join('; ') : block(script, lines, indent).slice(indent.length, -1);
  const what = `replaces \`${quote(script.source, statement.place)}\` by ${shownLines(lines)}`;
  return { edits: [{ place: unit.place(from, to), text, what }] };
}

/** Removes a statement with its lines; one that is alone in its block becomes `pass`. */
export function removeStatement(script: ParsedScript, statement: Statement): Change {
  return removeStatements(script, [statement]);
}

/** Removes several statements, so that no block is left without one. */
export function removeStatements(script: ParsedScript, statements: readonly Statement[]): Change {
  const edits: Edit[] = [];
  for (const statement of statements) {
    const setting = settingOf(script, statement);
    if ('reason' in setting) return setting;
    const block = blockOf(script, statement);
    if (block === undefined) return { reason: 'it does not stand in the script' };
    const what = `removes \`${quote(script.source, statement.place)}\``;
    const isLast = block !== script.body && block.every((each) => statements.includes(each)) && block[0] === statement;
    edits.push({ ...removed(setting, isLast), what });
  }
  return { edits };
}

function removed(setting: Setting, isLast: boolean): { place: Place; text: string } {
  const { unit, from, to, follows, semicolon, isFollowed } = setting;
  if (isLast) return { place: unit.place(from, to), text: 'pass' };
  if (isFollowed) return { place: unit.place(from, skipSpace(unit.text, semicolon!)), text: '' };
  if (follows) {
    // With the `;` before it; after `if x:` it would be alone in its block, which is above.
    const before = /;[ \t]*$/.exec(unit.text.slice(lineStart(unit.text, from), from));
    return { place: unit.place(from - (before?.[0].length ?? 0), to), text: '' };
  }
  return { place: unit.wholeLines(unit.place(from, from).line, unit.place(to, to).line), text: '' };
}

function settingOf(script: ParsedScript, statement: Statement): Setting | { reason: string } {
  const reason = safeToEdit(script, statement);
  if (reason !== undefined) return { reason };
  const unit = unitOf(script, statement.place);
  const from = startOf(unit, statement);
  const to = unit.to(statement.place);
  if (statement.type === 'If' && unit.text.startsWith('elif', from)) {
    return { reason: `\`${quote(script.source, statement.place)}\` is a branch of the \`if\` above` };
  }
  const before = unit.text.slice(lineStart(unit.text, from), from);
  if (/^\s*[%!]/.test(before)) return { reason: `\`${before.trim()}\` stands before it on its line` };
  if (/\\\n$/.test(unit.text.slice(0, from - before.length))) return { reason: 'its line goes on the line before' };
  const after = tokensOf(unit.text, to, lineEnd(unit.text, to));
  const isSemicolon = after[0] !== undefined && unit.text[after[0].from] === ';';
  return {
    unit,
    from,
    to,
    indent: indentAt(unit.text, from),
    follows: before.trim() !== '',
    semicolon: isSemicolon ? after[0]!.to : undefined,
    isFollowed: isSemicolon && after[1] !== undefined && after[1].kind !== 'comment',
  };
}

/** Python's place of a function begins at `def`. */
function startOf(unit: Unit, statement: Statement): number {
  const decorators = 'decorators' in statement ? statement.decorators : [];
  const [first] = decorators;
  return first === undefined ? unit.from(statement.place) : unit.text.lastIndexOf('@', unit.from(first.place));
}

/** Lines in the indentation of a block and of the script, each with its end. */
function block(script: ParsedScript, lines: readonly string[], indent: string): string {
  const unit = indentOf(script);
  return lines
    .map((line) => {
      if (line === '') return '\n';
      const levels = /^(?: {4})*/.exec(line)![0].length;
      return `${indent}${unit.repeat(levels / 4)}${line.slice(levels)}\n`;
    })
    .join('');
}

/** Whether lines can stand on a line with others. */
function areSimple(lines: readonly string[]): boolean {
  return lines.every(
    (line) =>
      !/^(\s|#|@|(if|for|while|with|def|class|try|async|else|elif|except|finally)\b)/.test(line) && !/#/.test(line),
  );
}

function shared(script: ParsedScript, statement: Statement): { reason: string } {
  return { reason: `\`${quote(script.source, statement.place)}\` shares its line with something else` };
}

function shownLines(lines: readonly string[]): string {
  const [first, ...rest] = lines.filter((line) => line.trim() !== '');
  return `\`${first?.trim() ?? ''}\`${rest.length > 0 ? ` and ${rest.length} more ${rest.length === 1 ? 'line' : 'lines'}` : ''}`;
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return end;
}
