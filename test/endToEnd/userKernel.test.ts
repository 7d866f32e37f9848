import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { environment, fixtureNotebook, PROJECT } from './project.js';

/** The user's Jupyter data folder. */
const dataFolder = mkdtempSync(path.join(tmpdir(), 'thaw-jupyter-data-'));
afterAll(() => rmSync(dataFolder, { recursive: true }));

/** The user's shell: it knows nothing of thaw. */
function shell(): NodeJS.ProcessEnv {
  const { JUPYTER_PATH: _, THAW_SETTINGS: __, THAW_DATA: ___, ...others } = process.env;
  return { ...others, JUPYTER_DATA_DIR: dataFolder };
}

function run(command: string, args: readonly string[], cwd: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    cwd,
    env: shell(),
    timeout: 300_000,
  });
  return { status, output: stdout + stderr };
}

const thaw = (...words: string[]): ReturnType<typeof run> =>
  run(process.execPath, [path.join(PROJECT, 'thaw.mjs'), 'kernel', ...words], tmpdir());

test('a Jupyter that is not thaw’s runs a notebook elsewhere with the installed kernel: settings, plot and table', () => {
  const file = path.join(dataFolder, 'kernels', 'tslab', 'kernel.json');
  expect(thaw()).toEqual({ status: 0, output: expect.stringContaining('Not installed') });
  const installed = thaw('install', '--set', 'epochs=7');
  expect(installed).toEqual({ status: 0, output: expect.stringContaining(`Installed: ${file}`) });
  expect(thaw('list').output).toContain('THAW_SETTINGS={"epochs":7}');

  const notebook = fixtureNotebook('elsewhere', [
    `import * as thaw from '${path.join(PROJECT, 'dist')}';\nconsole.log('epochs', thaw.notebookSettings().epochs);`,
    `const data = { values: [{ name: 'healthy', images: 120 }, { name: 'broken', images: 40 }] };
const encoding = { y: { field: 'name', type: 'nominal' }, x: { field: 'images', type: 'quantitative' } } as const;
await thaw.showPlot({ data, mark: 'bar', encoding }, 'Images: healthy 120, broken 40.');`,
    `thaw.showTable(['class', 'images'], [['healthy', 120], ['broken', 40]]);
const { layers } = await thaw.loadWithTop('SqueezeNet', 'imagenet').then(({ network }) => network);
console.log(layers.length, 'layers');`,
  ]);
  const folder = path.dirname(notebook);
  try {
    const convert = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--inplace', notebook];
    const executed = run(environment().python, convert, folder);
    expect(executed.status, executed.output).toBe(0);
    const { cells } = JSON.parse(readFileSync(notebook, 'utf8')) as {
      cells: { outputs: { text?: string[]; data?: Record<string, unknown> }[] }[];
    };
    const [settings, plot, table] = cells.map(({ outputs }) => outputs);
    expect(settings[0].text?.join('')).toBe('epochs 7\n');
    expect(Object.keys(plot[0].data!).sort()).toEqual([
      'application/vnd.vegalite.v5+json',
      'image/svg+xml',
      'text/plain',
    ]);
    expect(String(plot[0].data!['image/svg+xml'])).toContain('<svg');
    expect(Object.keys(table[0].data!)).toContain('text/html');
    expect(table[1].text?.join('')).toMatch(/^\d+ layers\n$/);
    const html = run(environment().python, ['-m', 'nbconvert', '--to', 'html', notebook], folder);
    expect(html.status, html.output).toBe(0);
    const page = readFileSync(notebook.replace(/ipynb$/, 'html'), 'utf8');
    const drawings = [...page.matchAll(/data:image\/svg\+xml;base64,([\w+/=]+)/g)].map(([, drawing]) =>
      Buffer.from(drawing, 'base64').toString(),
    );
    expect(drawings).toContainEqual(expect.stringContaining('healthy'));
  } finally {
    rmSync(folder, { recursive: true });
  }

  expect(thaw('uninstall')).toEqual({ status: 0, output: expect.stringContaining('Removed') });
  expect(existsSync(file)).toBe(false);
});

test.each([
  [['instal'], 'expected to be followed by `install`, `uninstall` or nothing. Received: instal.'],
  [['uninstall', '--data', '.'], 'See `thaw kernel --help`.'],
  [['install', '--set', 'epoch=3'], 'A setting is one of'],
])('`thaw kernel` refuses %j with exit code 2', (words, sentence) => {
  const { status, output } = thaw(...words);
  expect(status).toBe(2);
  expect(output).toContain(sentence);
});
