import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { readText } from './files.mjs';
import { local, project } from './places.mjs';

/** The kernel belongs to the working copy, not to the shared environment: both paths in it are this copy's own. */
export async function registerKernel() {
  const kernel = {
    argv: [process.execPath, path.join(project, 'setup', 'tslab.cjs'), 'kernel', '--config-path={connection_file}'],
    display_name: 'TypeScript (tslab)',
    language: 'typescript',
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  };
  const file = path.join(local, 'jupyter', 'kernels', 'tslab', 'kernel.json');
  const text = `${JSON.stringify(kernel, null, 2)}\n`;
  if (readText(file) !== text) await writeAtomic(file, text);
}
