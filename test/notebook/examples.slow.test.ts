import path from 'node:path';
import ts from '@tslab/typescript-for-tslab';
import { expect, test } from 'vitest';
import { readGroups } from '../../docs/api/publicFace.mjs';

const PROJECT = path.join(import.meta.dirname, '../..');
/** What examples take as given: in a notebook, earlier cells have made it. */
const GIVEN = `
declare const dataset: thaw.OpenDataset, settings: thaw.NotebookSettings, target: thaw.Size, text: string;
declare const recipe: thaw.Recipe, recipes: thaw.NamedRecipe[], strategies: thaw.Strategy[];
declare const run: thaw.StoredRun, other: thaw.StoredRun, plain: thaw.StoredRun, balanced: thaw.StoredRun;
declare const moving: thaw.StoredRun, batch: thaw.StoredRun, unfrozen: thaw.StoredRun, scratch: thaw.StoredRun;
declare const slower: thaw.StoredRun, control: thaw.Recipe['backbone'], policies: thaw.TrialGroup[];
declare const comparison: thaw.Comparison, findings: thaw.Finding[], shortcut: thaw.Baseline;
declare const found: thaw.FoundCauses, model: thaw.BackboneWithTop;
declare const slices: thaw.SliceSearch, scores: thaw.ImageScore[];
`;

test('the examples of docs/api compile as cells of a notebook', () => {
  const examples = readGroups().flatMap((group) => group.exports.flatMap(({ doc }) => doc.examples));
  const cells = examples.map((example, i) => `async function cell${i}() {\n${example}\n}`);
  const file = path.join(PROJECT, 'notebooks/examples.ts');
  const source = `import * as thaw from '../dist';\n${GIVEN}\n${cells.join('\n')}`;
  // As tslab compiles cells: its own TypeScript, not strict, types found as Node 10 finds them.
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2020,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2020) : read(name, ...rest);
  const errors = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
  expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
