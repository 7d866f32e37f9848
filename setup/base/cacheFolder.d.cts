/** The user's folder for what thaw can fetch or make again: Python environments, compiled addons, weights. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string;
