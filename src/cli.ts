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
  if (words[0] === 'kernel') return await (await import('./command/runKernel.js')).runKernel(words.slice(1));
  return await (await import('./command/runNotebooks.js')).runNotebooks(words);
}

function fail(error: unknown): never {
  console.error(failureText(error));
  process.exit(['diagnose', 'fix', 'improve'].includes(process.argv[2] ?? '') ? EXIT.badUsage : EXIT.failed);
}

// Nobody reads on, as behind `| head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error);
    process.exit(EXIT.closed);
  });
}
// What is thrown outside of a promise, such as in a callback, too. `diagnose` keeps 1 for critical findings, and `improve` for nothing.
process.on('uncaughtException', fail).on('unhandledRejection', fail);
// The error of a closed pipe arrives on a tick of its own, after this promise.
main().then((code) => setImmediate(() => process.exit(code)), fail);
