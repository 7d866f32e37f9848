import path from 'node:path';
import { expect } from 'vitest';
import { readEnvironment } from '../../../src/report/jupyterServer.js';
import type { Call } from '../../../src/script/edit/callArguments.js';
import type { Change, Edit } from '../../../src/script/edit/edit.js';
import { type Node, parentsOf } from '../../../src/script/edit/parents.js';
import { patchedText } from '../../../src/script/edit/patchedText.js';
import { type SourceFile, sourceOf } from '../../../src/script/edit/sourceFile.js';
import type { ParsedScript } from '../../../src/script/syntax/ast.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

export const { python } = readEnvironment(path.join(import.meta.dirname, '../../..'));

export interface Parsed {
  source: SourceFile;
  script: ParsedScript;
}

/** The second parser takes milliseconds; the slow tests try both. */
const QUICK = 'no such program';

export async function parse(text: string, file = 'train.py', by: string = QUICK): Promise<Parsed> {
  const source = sourceOf(file, Buffer.from(text));
  return { source, script: await parseSource(file, source.text, { python: by }) };
}

export function parseNotebook(json: string, file = 'train.ipynb'): Promise<Parsed> {
  return parse(json, file);
}

/** Every node of a script. */
export function nodesOf(script: ParsedScript): Node[] {
  return [...parentsOf(script).keys()];
}

/** The first node of a type whose text, or part of it, is this one. */
export function find<T extends string>({ source, script }: Parsed, type: T, has = ''): Extract<Node, { type: T }> {
  const lines = source.text.split(/\r\n|\r|\n/);
  const found = nodesOf(script).find((node) => {
    if (!('type' in node) || node.type !== type) return false;
    const { line, column, endLine, endColumn } = node.place;
    const text = lines.slice(line - 1, endLine);
    text[text.length - 1] = text.at(-1)!.slice(0, endColumn - 1);
    text[0] = text[0]!.slice(column - 1);
    return text.join('\n').includes(has);
  });
  if (found === undefined) throw new Error(`no ${type} with ${has}`);
  return found as Extract<Node, { type: T }>;
}

export function call(parsed: Parsed, name: string): Call {
  return find(parsed, 'Call', `${name}(`);
}

/** The edits of a change that can be made. */
export function edits(change: Change): Edit[] {
  expect(change).not.toHaveProperty('reason');
  return 'edits' in change ? change.edits : [];
}

export function reason(change: Change): string | undefined {
  return 'reason' in change ? change.reason : undefined;
}

/** The text after changes, which parses again. */
export async function patched({ source, script }: Parsed, ...changes: Change[]): Promise<string> {
  const text = patchedText(source, script, changes.flatMap(edits));
  await parseSource(source.file.endsWith('.ipynb') ? 'patched.ipynb' : 'patched.py', text, { python: QUICK });
  return text;
}
