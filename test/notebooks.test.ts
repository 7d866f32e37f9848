import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../src/report/notebookFormat.js';

const FOLDER = path.join(import.meta.dirname, '../notebooks');

const names = readdirSync(FOLDER).filter((name) => name.endsWith('.ipynb'));

const textOf = ({ source }: Cell): string => [source].flat().join('');

/** What a code cell may not hold, since functions and decisions live in `src/`. */
const LOGIC = new Set([
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.BinaryExpression,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.TemplateExpression,
  ts.SyntaxKind.SpreadElement,
  ts.SyntaxKind.SpreadAssignment,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.NonNullExpression,
]);

function parse(cell: Cell): ts.SourceFile {
  return ts.createSourceFile('cell.ts', textOf(cell), ts.ScriptTarget.ES2022, true);
}

/** Source text of each part of a cell that is logic. */
function logicIn(cell: Cell): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (LOGIC.has(node.kind)) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(parse(cell));
  return found;
}

/** The last statement of a cell, where it is an expression that the kernel would print. */
function printedValue(cell: Cell): string | undefined {
  const last = parse(cell).statements.at(-1);
  if (last === undefined || !ts.isExpressionStatement(last)) return undefined;
  const text = last.getText();
  // All others return values, and so does this one of those that show.
  const showsOnly =
    /^(await )?thaw\.show\w+\(/.test(text) &&
    !/^(await )?thaw\.show(ComparisonTable|LearningRates|Calibration|TestTimeAugmentation)\(/.test(text);
  return showsOnly ? undefined : text;
}

describe.each(names)('%s', (name) => {
  const { cells } = JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as { cells: Cell[] };
  const code = cells.filter((cell) => cell.cell_type === 'code');
  const prose = cells.filter((cell) => cell.cell_type === 'markdown');

  it('has 12 to 25 cells, each with its own id', () => {
    expect(cells.length).toBeGreaterThanOrEqual(12);
    expect(cells.length).toBeLessThanOrEqual(25);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  });

  it('is stored without outputs', () => {
    expect(code.filter((cell) => cell.outputs?.length !== 0 || cell.execution_count !== null)).toEqual([]);
  });

  it('has code cells of at most 15 lines, of calls and names only', () => {
    expect(code.map(textOf).filter((text) => text.split('\n').length > 15)).toEqual([]);
    expect(code.flatMap(logicIn)).toEqual([]);
  });

  it('prints no value by a last expression', () => {
    expect(code.flatMap((cell) => printedValue(cell) ?? [])).toEqual([]);
  });

  it('begins with a title, what a reader learns and how long it takes', () => {
    expect(textOf(cells[0])).toMatch(
      /^# \d · .*\n\nWe [\s\S]*\n\nYou will learn\n\n(- .*\n){2,4}\nTakes .* on two cores\.$/,
    );
  });

  it('ends with a reading and a cell of links', () => {
    expect(textOf(cells[cells.length - 3])).toMatch(/^## (Reading|Verdict)$/);
    expect(cells[cells.length - 2].cell_type).toBe('code');
    expect(textOf(cells[cells.length - 1])).toMatch(/^\*\*Next:\*\* /);
  });

  it('has prose of at most 120 words a cell, beside its tables', () => {
    const long = prose.filter((cell) => {
      const text = textOf(cell).replace(/^\|.*$/gm, '');
      return text.split(/\s+/).length > 120;
    });
    expect(long.map(textOf)).toEqual([]);
  });

  it('links to files that exist, and by their titles to other notebooks', () => {
    const links = [
      ...prose
        .map(textOf)
        .join('\n')
        .matchAll(/\[([^\]]+)\]\(([^)#]+)\)/g),
    ];
    expect(
      links
        .filter(([, , target]) => !target.startsWith('../docs/') && !existsSync(path.join(FOLDER, target)))
        .map(([link]) => link),
    ).toEqual([]);
    const wrong = links.filter(([, text, target]) => {
      return target.endsWith('.ipynb') && !readFileSync(path.join(FOLDER, target), 'utf8').includes(`"# ${text}\\n"`);
    });
    expect(wrong.map(([link]) => link)).toEqual([]);
  });
});

it('the diagnosis shows the weak slices of its run, and names what sorts images out and what maps them', () => {
  const text = readFileSync(path.join(FOLDER, '06-diagnosis.ipynb'), 'utf8');
  for (const name of ['showSlices', 'showCleaner', 'showImageMap']) expect(text).toContain(`await thaw.${name}(`);
});
