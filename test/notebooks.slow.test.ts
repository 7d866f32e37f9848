import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { Cell } from '../src/report/notebookFormat.js';

const PROJECT = path.join(import.meta.dirname, '..');
const FOLDER = path.join(PROJECT, 'notebooks');

/** The code of a notebook as one module that imports the sources, since `dist/` may be older. */
function moduleOf(notebook: string): string {
  const { cells } = JSON.parse(readFileSync(path.join(FOLDER, notebook), 'utf8')) as { cells: Cell[] };
  const code = cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => [source].flat().join(''));
  return code.join('\n').replace("'../dist'", "'../src/index.js'");
}

test('the code cells of every notebook compile', () => {
  const { config } = ts.readConfigFile(path.join(PROJECT, 'tsconfig.test.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, PROJECT);
  // A cell assigns what it does not use, or the kernel would print it.
  const settings = { ...options, noUnusedLocals: false };
  const modules = new Map(
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.ipynb'))
      .map((name) => [path.join(FOLDER, name.replace('.ipynb', '.ts')), moduleOf(name)]),
  );
  const host = ts.createCompilerHost(settings);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => modules.has(path.normalize(file)) || fileExists(file);
  host.getSourceFile = (file, version) => {
    const text = modules.get(path.normalize(file));
    return text === undefined ? getSourceFile(file, version) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...modules.keys()], settings, host);
  const errors = [...modules.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path.basename(file)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
  expect(errors).toEqual([]);
  expect(program.getSourceFiles().some(({ fileName }) => fileName.endsWith('src/index.ts'))).toBe(true);
});
