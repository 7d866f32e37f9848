import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { peakMemory } from '../harness/processes.js';

const PROJECT = path.join(import.meta.dirname, '../..');
/** What a notebook needs of the project beside `dist/`, `notebooks/` and its own `runs/`. */
const LINKED = [
  'setup',
  'setup.mjs',
  'src',
  'node_modules',
  '.thaw',
  'package.json',
  'docs',
  'requirements.txt',
  'tfjs-node',
];
/** Most that 14,000 images may take: all notebooks, those before the diagnosis, and one process. */
const AT_MOST = { minutes: 25, minutesBeforeDiagnosis: 13, gigabytes: 3 };

/**
 * Runs the notebooks one after the other as `npm start` does, in a project of their own with nothing cached, on the folder of
 * `NOTEBOOKS_DATA`. Prints the seconds of each and the largest resident memory of one process. `NOTEBOOKS_SET` gives settings,
 * such as `height=227,width=454`; `NOTEBOOKS_ONLY` some of the notebooks, such as `01,04`.
 */
export async function measureNotebooks(): Promise<void> {
  const { NOTEBOOKS_DATA: data, NOTEBOOKS_SET: set, NOTEBOOKS_ONLY: only } = process.env;
  if (data === undefined) throw new Error('NOTEBOOKS_DATA is expected to name a folder of images.');
  const project = mkdtempSync(path.join(tmpdir(), 'thaw-notebooks-'));
  try {
    for (const folder of ['dist', 'notebooks'])
      cpSync(path.join(PROJECT, folder), path.join(project, folder), { recursive: true });
    for (const name of LINKED) symlinkSync(path.join(PROJECT, name), path.join(project, name));
    mkdirSync(path.join(project, 'dataset'));
    const settings = (set ?? '').split(',').filter((word) => word !== '');
    const names = readdirSync(path.join(project, 'notebooks'))
      .filter((name) => name.endsWith('.ipynb') && (only ?? name).split(',').some((start) => name.startsWith(start)))
      .sort();
    const times: { name: string; seconds: number; gigabytes: number }[] = [];
    for (const name of names) {
      const started = performance.now();
      const words = [
        '--data',
        path.resolve(data),
        '--only',
        name.replace('.ipynb', ''),
        '--out',
        path.join(project, 'reports'),
      ];
      const child = spawn(process.execPath, ['dist/cli.js', ...words, ...settings.flatMap((each) => ['--set', each])], {
        cwd: project,
        stdio: 'ignore',
      });
      const memory = peakMemory(child.pid!);
      const [code] = (await once(child, 'exit')) as [number];
      const gigabytes = memory.end();
      if (code !== 0) throw new Error(`${name} failed with exit code ${code}.`);
      times.push({ name, seconds: (performance.now() - started) / 1000, gigabytes });
      console.log(
        `${name}: ${Math.round(times.at(-1)!.seconds)} s, ${gigabytes.toFixed(2)} GB, load ${loadavg()[0]!.toFixed(1)}`,
      );
    }
    const minutesOf = (some: typeof times): string =>
      (some.reduce((sum, { seconds }) => sum + seconds, 0) / 60).toFixed(1);
    const before = times.filter(({ name }) => !name.startsWith('06'));
    console.log(
      `all: ${minutesOf(times)} min (at most ${AT_MOST.minutes}); before the diagnosis: ${minutesOf(before)} min (at most ${AT_MOST.minutesBeforeDiagnosis}); peak: ${Math.max(...times.map(({ gigabytes }) => gigabytes)).toFixed(2)} GB (at most ${AT_MOST.gigabytes})`,
    );
  } finally {
    rmSync(project, { recursive: true });
  }
}
