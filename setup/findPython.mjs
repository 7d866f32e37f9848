import { run } from './commands.mjs';
import { SetupError } from './setupError.mjs';

/** Supported versions, as setup looks for them: for the last one, only a release candidate of TensorFlow has a package. */
export const PYTHON_VERSIONS = ['3.13', '3.12', '3.11', '3.10', '3.14'];

const HOW_TO_INSTALL = `Install one of them; it may stand beside others:
  Debian, Ubuntu   sudo apt install python3 python3-venv   (Debian 12, Ubuntu 22.04 or later)
  Fedora           sudo dnf install python3.13
  macOS            brew install python@3.13
  Windows          in WSL 2, as on Ubuntu
  anywhere         uv python install 3.13, then set THAW_PYTHON to what \`uv python find 3.13\` prints
Or set THAW_PYTHON to the path of one that is elsewhere.`;

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

/** What a candidate is: `python` where it is supported, else the `problem` with it. */
async function probe(candidate) {
  const { code, output } = await run(candidate, ['-c', PROBE]);
  if (code === undefined) return { problem: 'not found' };
  let found;
  try {
    found = JSON.parse(output.trim().split('\n').pop());
  } catch {}
  if (code !== 0 || !found) return { problem: 'does not run' };
  if (!PYTHON_VERSIONS.includes(minorVersion(found.version))) {
    return { problem: `Python ${found.version}, not supported` };
  }
  if (found.venv) return { python: found };
  return { problem: `Python ${found.version}, without venv (on Debian and Ubuntu: install python3-venv)` };
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
    const { python, problem } = await probe(candidate);
    if (python !== undefined) return python;
    looked.push(`${candidate}: ${problem}`);
  }
  throw new SetupError(
    'Python 3.10 to 3.14 is needed, and none of these was found ' +
      `${named ? 'under THAW_PYTHON' : 'on the PATH'}. Looked for:\n` +
      `${looked.map((line) => `  ${line}`).join('\n')}\n` +
      HOW_TO_INSTALL,
  );
}
