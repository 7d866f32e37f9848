#!/usr/bin/env node
/** The command `npx thaw`: runs what setup compiled, or says to run setup first. No dependencies, as in setup.mjs. */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.dirname(fileURLToPath(import.meta.url));
const command = path.join(project, 'dist', 'cli.js');
const needed = [command, path.join(project, 'node_modules', 'zod'), path.join(project, '.thaw', 'environment.json')];

if (needed.every((file) => fs.existsSync(file))) {
  // `npm start` runs all notebooks; a word that somebody types to see what there is does not.
  if (process.argv.length === 2) process.argv.push('--help');
  createRequire(import.meta.url)(command);
} else {
  console.error(
    `thaw is not set up in ${project} yet. Run \`node setup.mjs\` there (the first time, it takes minutes), then try again.`,
  );
  process.exitCode = 2;
}
