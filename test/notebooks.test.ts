import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = path.join(import.meta.dirname, '../notebooks');

interface Cell {
  cell_type: 'code' | 'markdown';
  id: string;
  source: string[];
  outputs?: unknown[];
  execution_count?: number | null;
}

const names = readdirSync(FOLDER).filter((name) => name.endsWith('.ipynb'));

describe.each(names)('%s', (name) => {
  const { cells } = JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as { cells: Cell[] };
  const code = cells.filter((cell) => cell.cell_type === 'code');

  it('has 12 to 25 cells, each with an id of its own', () => {
    expect(cells.length).toBeGreaterThanOrEqual(12);
    expect(cells.length).toBeLessThanOrEqual(25);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  });

  it('is kept without outputs', () => {
    expect(code.filter((cell) => cell.outputs?.length !== 0 || cell.execution_count !== null)).toEqual([]);
  });

  it('has code cells of at most 15 lines that define no functions', () => {
    expect(code.filter(({ source }) => source.length > 15)).toEqual([]);
    expect(
      code.filter(({ source }) =>
        /^(export )?(async )?(function|class) |^const \w+ = (async )?\([^)]*\)[^=]*=>/m.test(source.join('')),
      ),
    ).toEqual([]);
  });

  it('begins with a title and its running time, and ends with a reading', () => {
    expect(cells[0].source.join('')).toMatch(/^# \d · .*\n[\s\S]*Takes /);
    expect(cells[cells.length - 2].source.join('')).toMatch(/^## (Reading|Verdict)/);
    expect(cells[cells.length - 1].cell_type).toBe('code');
  });
});
