import { run } from './commands.mjs';
import { SetupError } from './setupError.mjs';

/** TensorFlow 2.21 has wheels for these. The newest comes first, as it will be supported longest. */
export const PYTHON_VERSIONS = ['3.13', '3.12', '3.11', '3.10'];

const PROBE = `
import json, sys
try:
    import ensurepip, venv
    venv = True
except ImportError:
    venv = False
print(json.dumps(dict(version='.'.join(map(str, sys.version_info[:3])), python=sys.executable, base=sys.base_prefix,
    venv=venv)))
`;

/** '3.12' of '3.12.1'. */
export function minorVersion(version) {
  return version.split('.').slice(0, 2).join('.');
}

/**
 * The first Python that is supported. THAW_PYTHON is meant: where it is not supported, no other one is taken instead.
 *
 * @param named the path or name in THAW_PYTHON, if any
 */
export async function findPython(named = process.env.THAW_PYTHON) {
  const candidates = named ? [named] : [...PYTHON_VERSIONS.map((version) => `python${version}`), 'python3', 'python'];
  const looked = [];
  for (const candidate of candidates) {
    const { code, output } = await run(candidate, ['-c', PROBE]);
    let found;
    try {
      found = JSON.parse(output.trim().split('\n').pop());
    } catch {}
    if (code !== 0 || !found) looked.push(`${candidate}: ${code === undefined ? 'not found' : 'does not run'}`);
    else if (!PYTHON_VERSIONS.includes(minorVersion(found.version))) {
      looked.push(`${candidate}: Python ${found.version}, not supported`);
    } else if (!found.venv) {
      looked.push(`${candidate}: Python ${found.version}, without venv (on Debian and Ubuntu: install python3-venv)`);
    } else return found;
  }
  throw new SetupError(
    `Python ${PYTHON_VERSIONS.slice().reverse().join(', ')} is needed, and none of these was found ` +
      `${named ? 'under THAW_PYTHON' : 'on the PATH'}. Looked for:\n` +
      `${looked.map((line) => `  ${line}`).join('\n')}\n` +
      'Install one of them, or set THAW_PYTHON to the path of one.',
  );
}
