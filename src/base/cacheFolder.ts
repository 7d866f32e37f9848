import { homedir } from 'node:os';
import * as path from 'node:path';
import { cacheFolder } from '../../setup/base/cacheFolder.cjs';

/** Where downloaded weights are kept, in the user's folder. */
export function weightsFolder(): string {
  return path.join(cacheFolder(process.env, process.platform, homedir()), 'weights');
}
