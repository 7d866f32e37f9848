import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { parseJson } from '../base/parseJson.js';
import { writeAtomic } from '../base/wholeFile.js';
import { failureText } from './failureText.js';

/** A kernel's description, `kernel.json`, as Jupyter reads it. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  env: Record<string, string>;
  /** Says which project's kernel it is; kernels of others have no `thaw`. */
  metadata?: { thaw?: { project: string } };
}

/** The kernel's name, which the notebooks ask for. */
const NAME = 'tslab';

/**
 * Returns where Jupyter looks for kernels of the user: `~/.local/share/jupyter` on Linux, `~/Library/Jupyter` on macOS,
 * or what JUPYTER_DATA_DIR says.
 *
 * @param python of an environment with Jupyter
 */
export function jupyterDataFolder(python: string): string {
  const script = 'from jupyter_core.paths import jupyter_data_dir; print(jupyter_data_dir())';
  return execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim();
}

/**
 * Returns the description of the project's kernel for a Jupyter that thaw does not start.
 *
 * @param own the description that setup wrote for thaw's own JupyterLab
 * @param variables environment variables of the notebooks: data folder and settings
 */
export function userKernelSpec(
  own: KernelSpec,
  project: string,
  variables: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv = process.env,
): KernelSpec {
  // An editor that is started from a menu has not the variables of the user's shell: without this one, the notebooks
  // would look for downloaded weights elsewhere than setup.
  const { XDG_CACHE_HOME } = environment;
  const cache: Record<string, string> = XDG_CACHE_HOME ? { XDG_CACHE_HOME } : {};
  return {
    ...own,
    argv: [process.execPath, ...own.argv.slice(1)],
    display_name: 'TypeScript (thaw)',
    env: { ...own.env, ...cache, ...variables },
    metadata: { thaw: { project } },
  };
}

/** Path of the description of the user's kernel. */
export function kernelFile(dataFolder: string): string {
  return path.join(dataFolder, 'kernels', NAME, 'kernel.json');
}

/**
 * Reads the description of a kernel.
 *
 * @returns undefined if there is none
 * @throws UserError if the file is not JSON, or describes no kernel
 */
export async function readKernelSpec(file: string): Promise<KernelSpec | undefined> {
  if (!existsSync(file)) return undefined;
  const advice = 'Replace it with `npx thaw kernel install --replace`, or delete it.';
  const spec = parseJson(await readFile(file, 'utf8'), file, advice) as Partial<KernelSpec> | null;
  if (Array.isArray(spec?.argv) && spec.argv.every((word) => typeof word === 'string')) return spec as KernelSpec;
  throw new UserError(`${file} is expected to describe a kernel, with a list of words as \`argv\`.`, spec, advice);
}

/**
 * Writes the description of the user's kernel.
 *
 * @param replace whether a kernel of that name that is not thaw's may be replaced
 * @throws UserError if there is one, and it may not, or the folder cannot be written
 */
export async function installKernel(dataFolder: string, spec: KernelSpec, replace: boolean): Promise<string> {
  const file = kernelFile(dataFolder);
  if (!replace) refuseOthers(await readKernelSpec(file), file, 'Add --replace to replace it.');
  try {
    await writeAtomic(file, `${JSON.stringify(spec, null, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(
      `Jupyter's data folder is expected to be a folder that can be written: ${dataFolder}.`,
      failureText(error).replace(/\.$/, ''),
      'Set JUPYTER_DATA_DIR to such a folder, or unset it.',
    );
  }
  return file;
}

/**
 * Removes the user's kernel.
 *
 * @returns whether there was one
 * @throws UserError if it is not thaw's
 */
export async function uninstallKernel(dataFolder: string): Promise<boolean> {
  const file = kernelFile(dataFolder);
  const spec = await readKernelSpec(file);
  if (spec === undefined) return false;
  refuseOthers(spec, file, `Remove it with \`jupyter kernelspec remove ${NAME}\`.`);
  await rm(path.dirname(file), { recursive: true });
  return true;
}

function refuseOthers(spec: KernelSpec | undefined, file: string, next: string): void {
  if (spec === undefined || spec.metadata?.thaw !== undefined) return;
  throw new UserError(`${file} is expected to be a kernel of thaw.`, `one that runs ${spec.argv.join(' ')}`, next);
}

/**
 * Returns what the command says about the user's kernel: where it is, what it runs, and whether that is still there.
 *
 * @param spec undefined if it is not installed
 */
export function kernelStatus(file: string, spec: KernelSpec | undefined): string {
  const install = '`npx thaw kernel install`';
  if (spec === undefined) return `Not installed: there is no ${file}. ${install} writes it.`;
  const project = spec.metadata?.thaw?.project;
  const missing = spec.argv.slice(0, 2).filter((part) => path.isAbsolute(part) && !existsSync(part));
  const settings = Object.entries(spec.env ?? {}).filter(([name]) => name.startsWith('THAW_'));
  return [
    `Installed: ${file}`,
    `  name     ${NAME}, shown as ${spec.display_name}`,
    `  project  ${project ?? 'not of thaw'}`,
    `  runs     ${spec.argv.slice(0, 2).join(' ')}`,
    ...settings.map(([name, value]) => `  ${name}=${value}`),
    ...(missing.length > 0 ? [`It does not start: ${missing.join(' and ')} is gone. Run ${install} again.`] : []),
  ].join('\n');
}
