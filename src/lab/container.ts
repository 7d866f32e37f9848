import { makePlugin } from './plugin.js';
import { type SharedPackages, sharePackages } from './sharedPackages.js';

/**
 * What JupyterLab loads of a prebuilt extension: a container of webpack's module federation, by hand. JupyterLab calls `init`
 * with the packages that it shares, then `get` for the module that package.json names as `extension`.
 */
interface Container {
  init(shared: SharedPackages): void;
  get(module: string): Promise<() => unknown>;
}

/** The extension's name in its package.json, under which JupyterLab looks for the container. */
const NAME = 'thaw';

const container: Container = {
  init: sharePackages,
  get: async () => {
    const plugin = await makePlugin();
    return () => ({ __esModule: true, default: plugin });
  },
};

const page = window as typeof window & { _JUPYTERLAB?: Record<string, Container> };
page._JUPYTERLAB ??= {};
page._JUPYTERLAB[NAME] = container;
