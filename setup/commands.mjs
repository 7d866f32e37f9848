import { spawn } from 'node:child_process';
import { project } from './places.mjs';

const children = new Set();

/** Settings of the user's shell that would make Python, pip or uv install elsewhere than into our environment. */
function childEnvironment() {
  const env = { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PYTHONNOUSERSITE: '1' };
  const unwanted = ['PYTHONHOME', 'PYTHONPATH', 'PIP_TARGET', 'PIP_PREFIX', 'NODE_OPTIONS', 'VIRTUAL_ENV'];
  for (const name of unwanted) delete env[name];
  return env;
}

/** Runs a command with its output captured. Never throws: `code` is undefined where it could not be started. */
export function run(command, args, { cwd = project, env = {} } = {}) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env: { ...childEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      children.delete(child);
      done({ code: undefined, output: `${command}: ${error.message}` });
    });
    child.on('close', (code) => {
      children.delete(child);
      done({ code: code ?? 1, output });
    });
  });
}

/** Ends what runs when the user ends setup. */
export function endCommands(signal) {
  for (const child of children) child.kill(signal);
}
