/** The packages that JupyterLab shares with extensions, by name and version, as webpack keeps them. */
export type SharedPackages = Readonly<Record<string, Readonly<Record<string, { get(): Promise<() => unknown> }>>>>;

let packages: SharedPackages = {};

/** Takes the packages that JupyterLab shares. */
export function sharePackages(shared: SharedPackages): void {
  packages = shared;
}

/**
 * A package of JupyterLab's.
 *
 * @throws Error where JupyterLab shares none of that name
 */
export async function sharedPackage<T>(name: string): Promise<T> {
  const [version] = Object.values(packages[name] ?? {});
  if (version === undefined) throw new Error(`JupyterLab shares no package ${name}.`);
  return (await version.get())() as T;
}
