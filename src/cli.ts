#!/usr/bin/env node
import { EXIT } from './command/exit.js';
import { failureText } from './command/failureText.js';

/** Loads only what the named command needs: JupyterLab's client and a browser's driver take a second. */
async function main(): Promise<number> {
  // @jupyterlab/services logs each change of a kernel's state there, in the middle of the progress line. What matters
  // comes back as a failed cell.
  console.debug = () => {};
  console.warn = () => {};
  const words = process.argv.slice(2);
  if (words[0] === 'diagnose') return await (await import('./command/runDiagnose.js')).runDiagnose(words.slice(1));
  if (words[0] === 'fix') return await (await import('./command/runFix.js')).runFix(words.slice(1));
  if (words[0] === 'improve') return await (await import('./command/runImprove.js')).runImprove(words.slice(1));
  if (words[0] === 'sweep') return await (await import('./command/runSweep.js')).runSweep(words.slice(1));
  if (words[0] === 'worker') return await (await import('./command/runWorker.js')).runWorker(words.slice(1));
  if (words[0] === 'queue') return await (await import('./command/runQueue.js')).runQueue(words.slice(1));
  if (words[0] === 'runs') return await (await import('./command/runRuns.js')).runRuns(words.slice(1));
  if (words[0] === 'corrections') {
    return await (await import('./command/runCorrections.js')).runCorrections(words.slice(1));
  }
  if (words[0] === 'kernel') return await (await import('./command/runKernel.js')).runKernel(words.slice(1));
  return await (await import('./command/runNotebooks.js')).runNotebooks(words);
}

function fail(error: unknown): never {
  console.error(failureText(error));
  const keepsFailed = ['diagnose', 'fix', 'improve', 'sweep', 'worker', 'queue', 'runs', 'corrections'];
  process.exit(keepsFailed.includes(process.argv[2] ?? '') ? EXIT.badUsage : EXIT.failed);
}

// Nobody reads on, as behind `| head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error);
    process.exit(EXIT.closed);
  });
}
// What is thrown outside of a promise, such as in a callback, too. Most commands keep 1 for what they found.
process.on('uncaughtException', fail).on('unhandledRejection', fail);
// The error of a closed pipe arrives on a tick of its own, after this promise.
main().then((code) => setImmediate(() => process.exit(code)), fail);
