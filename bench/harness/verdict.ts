import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setInterval } from 'node:timers/promises';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { writeKerasScript } from '../../src/recipe/keras/writeKerasScript.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { writeChangedTwins } from '../data/wheat.js';
import { startPython } from './python.js';
import { spreadOf, writeResult } from './results.js';

const PROJECT = path.join(import.meta.dirname, '../..');
/** Of the reference recipe: the policy of batch normalization, and two scalings. */
const PLANTED = ['frozen-batch-norm', 'double-preprocessing'];
/** So many steps of Keras' epoch are timed, and scaled to all; unset: the whole epoch, about half an hour. */
const STEPS = process.env.THAW_BENCH_STEPS;

/** What a diagnosis took and named. */
interface Diagnosed {
  /** To the end, and to the first verdict, which names what the first round found and confirmed. */
  seconds: number;
  firstSeconds: number | undefined;
  megabytes: number;
  /** Checks of the faults, the most costly first. */
  faults: (string | null)[];
  text: string;
}

/**
 * The time of `thaw diagnose` to its first verdict on the reference recipe, over that of the first epoch of the same recipe in Keras,
 * one after the other. Nothing of an earlier run is read: the cache is a new folder, and the seed a new one.
 *
 * @throws Error where the verdict does not name both faults first
 */
export async function compareVerdict({
  minutes,
  target,
  megabytes: most,
}: {
  minutes: number;
  target: number;
  megabytes: number;
}): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-verdict-'));
  try {
    const data = path.join(folder, 'images');
    await writeChangedTwins(data);
    const recipe = withChanges(REFERENCE_RECIPE, {
      backbone: { name: 'InceptionV3', weights: 'nsfwjs' },
      seed: Date.now() % 1_000_000,
    });
    const recipeFile = path.join(folder, 'recipe.json');
    writeFileSync(recipeFile, JSON.stringify(recipe));
    const thaw = await diagnose(recipeFile, data, minutes, folder);
    console.log(thaw.text);
    const { firstSeconds = thaw.seconds } = thaw;
    console.log(
      `first verdict after ${firstSeconds.toFixed(0)} s, the last after ${thaw.seconds.toFixed(0)} s, at most ${thaw.megabytes.toFixed(0)} MB (limit ${most})`,
    );
    const keras = await firstEpoch(withChanges(recipe, { epochs: 1 }), data, folder);
    const ratio = firstSeconds / keras;
    const once = (seconds: number): ReturnType<typeof spreadOf> => spreadOf([seconds]);
    writeResult('verdict-14278', {
      work: `first verdict on 14,278 images of 227x454, over the first epoch in Keras${STEPS === undefined ? '' : ` (${STEPS} steps, scaled)`}`,
      unit: 's',
      thaw: once(firstSeconds),
      other: once(keras),
      ratio,
      paired: once(ratio),
      target,
    });
    const [first, second] = thaw.faults;
    if (![first, second].every((name) => PLANTED.includes(name ?? '')))
      throw new Error(`${PLANTED.join(' and ')} are expected first and second. Named: ${thaw.faults.join(', ')}.`);
    if (thaw.megabytes > most) throw new Error(`At most ${most} MB are expected. Used: ${thaw.megabytes.toFixed(0)}.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function diagnose(recipeFile: string, data: string, minutes: number, folder: string): Promise<Diagnosed> {
  const json = path.join(folder, 'diagnosis.json');
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['dist/cli.js', 'diagnose', '--recipe', recipeFile, '--data', data, '--minutes', String(minutes), '--json', json],
    {
      cwd: PROJECT,
      env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  let firstSeconds: number | undefined;
  child.stdout.on('data', (some) => {
    text += some;
    if (text.includes('First verdict')) firstSeconds ??= (performance.now() - began) / 1000;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let megabytes = 0;
  const watching = new AbortController();
  const watch = (async () => {
    for await (const _ of setInterval(1000, undefined, { signal: watching.signal }))
      megabytes = peakOf(child.pid!) ?? megabytes;
  })().catch(() => undefined);
  const code = await ended;
  const seconds = (performance.now() - began) / 1000;
  watching.abort();
  await watch;
  if (code !== 0 && code !== 1) throw new Error(`thaw diagnose ended with ${code}:\n${text}`);
  const { recipe } = JSON.parse(readFileSync(json, 'utf8'));
  return {
    seconds,
    firstSeconds,
    megabytes,
    faults: recipe.verdict.faults.map(({ check }: { check?: string }) => check ?? null),
    text,
  };
}

/** Peak memory of a process so far, on Linux; undefined where it ended. */
function peakOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

/** Seconds of `fit` in the script that thaw writes for the recipe, validation included. */
async function firstEpoch(recipe: typeof REFERENCE_RECIPE, data: string, folder: string): Promise<number> {
  const dataset = await readClassFolders(data);
  const script = await writeKerasScript(path.join(folder, 'keras'), recipe, dataset);
  const python = startPython();
  try {
    const { answer } = await python.run(TIMED_FIT, {
      script,
      out: folder,
      steps: STEPS === undefined ? null : Number(STEPS),
    });
    return answer as number;
  } finally {
    python.stop();
  }
}

/** Runs the script as it is; of a limited number of steps the time is scaled to the epoch, after some to warm up. */
const TIMED_FIT = `
import runpy, sys, time, keras
sys.argv = [given['script'], '--out', given['out']]
fit, seconds = keras.Model.fit, []
def timed(self, x, *args, **kw):
    steps = given['steps']
    if steps is None:
        start = time.perf_counter()
        history = fit(self, x, *args, **kw)
        seconds.append(time.perf_counter() - start)
        return history
    warm = dict(kw, validation_data=None, callbacks=[], steps_per_epoch=20, epochs=1)
    fit(self, x, *args, **warm)
    start = time.perf_counter()
    fit(self, x, *args, **dict(warm, steps_per_epoch=steps))
    training = (time.perf_counter() - start) / steps * len(x)
    validation = kw['validation_data']
    start = time.perf_counter()
    self.evaluate(validation, steps=max(1, steps // 3))
    seconds.append(training + (time.perf_counter() - start) / max(1, steps // 3) * len(validation))
    raise SystemExit
keras.Model.fit = timed
try: runpy.run_path(given['script'], run_name='__main__')
except SystemExit: pass
answer = seconds[0]
`;
