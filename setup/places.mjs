import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The working copy. */
export const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** What setup keeps in it: where its environment is, the kernel, stamps. */
export const local = path.join(project, '.thaw');
export const packages = path.join(project, 'node_modules');
export const tfjsNode = path.join(packages, '@tensorflow', 'tfjs-node-gpu');
