import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { NOTEBOOKS } from '../base/project.js';
import { type JupyterEnvironment, jupyterArguments, jupyterVariables } from '../report/jupyterServer.js';
import { EXIT } from './exit.js';
import type { Command } from './readCommand.js';
import { kernelVariables } from './readCommand.js';

/**
 * Opens the notebooks in JupyterLab and waits until it ends.
 *
 * @returns the exit code
 */
export async function openLab(command: Command, environment: JupyterEnvironment): Promise<number> {
  const lab = spawn(environment.python, ['-m', 'jupyterlab', ...jupyterArguments(NOTEBOOKS)], {
    env: jupyterVariables(environment, kernelVariables(command)),
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to both processes, and a second one would skip JupyterLab's confirmation.
  process.on('SIGINT', () => process.stdin.isTTY || lab.kill('SIGINT'));
  process.on('SIGTERM', () => lab.kill('SIGTERM'));
  const [code] = (await once(lab, 'exit')) as [number | null];
  return code ?? EXIT.ran;
}
