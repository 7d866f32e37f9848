import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { run } from './commands.mjs';
import { contents, digest, readText } from './files.mjs';
import { shownOutput, step } from './output.mjs';
import { local, packages, project } from './places.mjs';
import { SetupError } from './setupError.mjs';

/** Compiles src to dist, where anything that it is compiled from has changed. */
export async function compileSources() {
  const config = fs.readFileSync(path.join(project, 'tsconfig.json'));
  const lock = fs.readFileSync(path.join(project, 'package-lock.json'));
  const shared = contents(path.join(project, 'setup', 'base'));
  const wanted = digest(config, lock, ...shared, ...contents(path.join(project, 'src')));
  const stamp = path.join(local, 'compiled');
  const dist = path.join(project, 'dist');
  if (readText(stamp) === wanted && fs.existsSync(dist)) return;
  const compile = async () => {
    // Compiled beside and exchanged: a source that was deleted leaves nothing, and an error leaves the last dist.
    const fresh = path.join(local, 'dist');
    fs.rmSync(fresh, { recursive: true, force: true });
    const tsc = path.join(packages, 'typescript', 'bin', 'tsc');
    const args = [tsc, '-p', 'tsconfig.json', '--noEmitOnError', '--outDir', fresh];
    const { code, output } = await run(process.execPath, args);
    if (code !== 0) throw new SetupError(`The sources do not compile. Fix them:\n${shownOutput(output)}`);
    fs.mkdirSync(fresh, { recursive: true });
    fs.rmSync(stamp, { force: true });
    fs.rmSync(dist, { recursive: true, force: true, maxRetries: 3 });
    fs.renameSync(fresh, dist);
    await writeAtomic(stamp, wanted);
  };
  await step('Compiling the TypeScript sources', compile, 'up to half a minute');
}
