import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SETTINGS_IN_WORDS } from '../../src/recipe/settings.js';

const CLI = path.join(import.meta.dirname, '../../dist/cli.js');
const empty = mkdtempSync(path.join(tmpdir(), 'thaw-cli-'));

function thaw(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', timeout: 120_000 });
}

describe('the command', () => {
  afterAll(() => rmSync(empty, { recursive: true }));

  it('explains itself', () => {
    const { status, stdout } = thaw('--help');
    expect(status).toBe(0);
    for (const option of [
      '--data',
      '--recipe',
      '--only',
      '--pdf',
      '--set',
      '--out',
      'thaw cache',
      '--empty',
      'thaw diagnose',
      'thaw corrections',
      'thaw kernel',
    ])
      expect(stdout).toContain(option);
    for (const setting of Object.keys(SETTINGS_IN_WORDS)) expect(stdout).toMatch(new RegExp(`^  ${setting} +\\w`, 'm'));
  });

  it.each(['--help', 'diagnose --help'])('ends without a word where nobody reads on: %s', (words) => {
    // `true` reads nothing; the command begins to write once it has ended.
    const script = `trap '' PIPE; (sleep 0.2; "$0" "$1" ${words}; echo $? >&3) 3>&2 2>&1 | true`;
    const { stderr } = spawnSync('sh', ['-c', script, process.execPath, CLI], { encoding: 'utf8' });
    expect(stderr).toBe('141\n');
  });

  it.each(['diagnose', 'fix'])('%s --script writes nothing to stderr', (command) => {
    const script = path.join(empty, 'train.py');
    writeFileSync(script, 'from keras.models import Sequential\nSequential().fit(x, y)\n');
    // The tests set a level of TensorFlow's log, which users do not.
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: undefined };
    // Node gives a child a socket, which cannot be opened a second time; a terminal and a pipe can.
    const words = [process.execPath, CLI, command, '--script', script];
    const { stdout } = spawnSync('sh', ['-c', '"$0" "$@" 2>&1 >/dev/null | cat', ...words], { encoding: 'utf8', env });
    expect(stdout).toBe('');
  });

  it.each([
    [
      ['--set', 'epoch=3'],
      ['epoch', 'epochs, seeds'],
    ],
    [
      ['--set', 'epochs=0'],
      ["Setting 'epochs'", '0'],
    ],
    [
      ['--set', 'epochs=three'],
      ["Setting 'epochs'", 'three'],
    ],
    [['--set', 'epochs'], ['epochs']],
    [
      ['--only', '09'],
      ['09', '01-data-exploration'],
    ],
    [['--data', path.join(empty, 'nowhere')], ['nowhere']],
    [
      ['--recipe', path.join(empty, 'none.json')],
      ['--recipe', 'none.json'],
    ],
    [['lab', '--recipe', empty], ['--recipe is expected to be a file']],
    ...['--data', '--recipe', '--out', '--only', '--set'].map((option): [string[], string[]] => [
      [option, ''],
      [`${option} is expected to have a value`],
    ]),
    [['lab', '--data='], ['--data is expected to have a value']],
    [['kernel', 'install', '--data', ''], ['--data is expected to have a value']],
    [
      ['--data', empty, '--out', path.join(empty, 'reports')],
      ['--out', 'not in the folder of the images'],
    ],
    [['--frobnicate'], ['--frobnicate']],
    [['frobnicate'], ['frobnicate']],
    [['--empty'], ['cache', '--empty']],
    [
      ['diagnose', '--frobnicate'],
      ['--frobnicate', 'thaw diagnose --help'],
    ],
    [
      ['diagnose', '--data', path.join(empty, 'nowhere')],
      ['--data', 'nowhere'],
    ],
    [['diagnose', '--data', empty], ['at least two class folders']],
    [
      ['cache', '--out', empty],
      ['cache', '--out'],
    ],
  ])('refuses %j with exit code 2, and says what is allowed', (args, words) => {
    const { status, stderr } = thaw(...args);
    expect(status).toBe(2);
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it.each([
    [['--only', '01', '--out', '/dev/null/reports']],
    [['diagnose', '--model', '/dev/null/model.h5']],
    [['diagnose', '--json', '/dev/null/report.json']],
  ])('tells what the system refuses in one sentence: %j', (args) => {
    const { status, stderr } = thaw(...args);
    expect(status).toBe(2);
    expect(stderr.trim()).toMatch(
      /^\/dev\/null\/\S+ cannot be used: a part of the path is a file, not a folder \(ENOTDIR\)\.$/,
    );
  });

  it('explains the diagnosis without loading TensorFlow', () => {
    const { status, stdout, stderr } = thaw('diagnose', '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const option of ['--data', '--recipe', '--model', '--json', 'Exit code']) expect(stdout).toContain(option);
  });

  it('prints what there is where npx gets no word, and runs no notebook', () => {
    const script = path.join(import.meta.dirname, '../../thaw.mjs');
    const { status, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('Usage');
    expect(stdout).not.toContain('Running');
  });

  it('says what to do where nothing was set up yet', () => {
    const bare = mkdtempSync(path.join(tmpdir(), 'thaw-bare-'));
    const script = path.join(bare, 'thaw.mjs');
    copyFileSync(path.join(import.meta.dirname, '../../thaw.mjs'), script);
    const { status, stderr } = spawnSync(process.execPath, [script, 'diagnose'], { encoding: 'utf8' });
    rmSync(bare, { recursive: true });
    expect(status).toBe(2);
    expect(stderr).toContain('Run `node setup.mjs` there');
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('fails with exit code 1 where a notebook fails, says which cell and why, and keeps the report', () => {
    const images = path.join(empty, 'images');
    mkdirSync(images);
    const out = path.join(empty, 'reports');
    const { status, stderr, stdout } = thaw('--data', images, '--only', '01', '--out', out);
    expect(status).toBe(1);
    expect(stderr).toContain('01-data-exploration, code cell 1: ');
    expect(stderr).toContain('at least two class folders');
    expect(stdout.trim()).toBe(path.join(out, 'index.html'));
  });
});
