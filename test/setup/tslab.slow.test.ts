import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROJECT = path.join(import.meta.dirname, '../..');
let around: string;
let notebooks: string;

beforeAll(() => {
  around = mkdtempSync(path.join(tmpdir(), 'thaw-tslab-'));
  notebooks = path.join(around, 'project/notebooks');
  mkdirSync(notebooks, { recursive: true });
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(around, 'project/node_modules'), 'dir');
});
afterAll(() => rmSync(around, { recursive: true }));

/** Converts a cell, makes a folder beside the project and a module in it, and converts a cell that imports it. */
const SCRIPT = (first: string): string => `
${first}
const fs = require('node:fs');
const path = require('node:path');
const { createConverter } = require(${JSON.stringify(path.join(PROJECT, 'node_modules/tslab/dist/converter.js'))});
const converter = createConverter();
const cell = "import { there } from './made'; const found: number = there;";
const words = () => converter.convert('', cell).diagnostics.map(({ messageText }) => messageText);
const before = words();
setTimeout(() => {
  fs.mkdirSync('../../beside');
  fs.writeFileSync('made.ts', 'export const there = 3;');
  setTimeout(() => {
    try { console.log(JSON.stringify({ before, after: words() })); }
    catch (error) { console.log(JSON.stringify({ before, after: error.message })); }
    process.exit();
  }, 700);
}, 300);`;

function converted(first: string): { before: unknown; after: unknown } {
  try {
    return JSON.parse(execFileSync(process.execPath, ['-e', SCRIPT(first)], { cwd: notebooks, encoding: 'utf8' }));
  } finally {
    rmSync(path.join(around, 'beside'), { recursive: true });
    rmSync(path.join(notebooks, 'made.ts'));
  }
}

const MISSING = [expect.stringContaining("Cannot find module './made'")];

test('a cell runs after a folder appears beside the project, and finds a module that was missing before', () => {
  const mended = `require(${JSON.stringify(path.join(PROJECT, 'setup/tslab.cjs'))});`;
  expect(converted(mended)).toEqual({ before: MISSING, after: [] });
});

test('tslab alone fails there: once it does not, setup/tslab.cjs is not needed any more', () => {
  expect(converted('')).toEqual({ before: MISSING, after: 'Unexpected pending rebuildTimer' });
});

/** Converts cells one after the other, and runs each with the variables of those before. */
const CELLS = (first: string): string => `
${first}
const { createConverter } = require(${JSON.stringify(path.join(PROJECT, 'node_modules/tslab/dist/converter.js'))});
const converter = createConverter();
let declarations = '';
const told = [];
const exports_ = {};
for (const cell of [
  'const run = 1; let kept: number; const seeds = 3;',
  'const both = { run, seeds, call() { return run; } }; ({ run: kept } = { run });',
  'const { again } = { again: { run, kept } }; const wrong: string = seeds;',
]) {
  const { output, declOutput, diagnostics } = converter.convert(declarations, cell);
  told.push(...diagnostics.map(({ start, messageText }) => cell.slice(start.character, start.character + 5) + ' ' + start.offset));
  if (diagnostics.length === 0) {
    try { new Function('exports', 'require', output)(exports_, require); } catch (error) { told.push(error.message); }
  }
  declarations = declOutput || declarations;
}
console.log(JSON.stringify({ told, both: exports_.both, kept: exports_.kept }));
process.exit();`;

const run = (first: string): unknown =>
  JSON.parse(execFileSync(process.execPath, ['-e', CELLS(first)], { cwd: notebooks, encoding: 'utf8' }));

test('a shorthand is the variable of an earlier cell, and an error behind one is told at its place', () => {
  const mended = `require(${JSON.stringify(path.join(PROJECT, 'setup/tslab.cjs'))});`;
  expect(run(mended)).toEqual({ told: ['wrong 50'], both: { run: 1, seeds: 3 }, kept: 1 });
});

test('tslab alone does not know it: once it does, setup/tslabShorthand.cjs is not needed any more', () => {
  expect(run('')).toMatchObject({ told: ['run is not defined', 'wrong 50'] });
});
