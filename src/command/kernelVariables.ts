import type { Command } from './readCommand.js';

/** What notebooks read of the command, as environment variables of their kernels. */
export function kernelVariables({ dataFolder, settings }: Command): Record<string, string> {
  const variables: Record<string, string> = { THAW_SETTINGS: JSON.stringify(settings) };
  if (dataFolder !== undefined) variables.THAW_DATA = dataFolder;
  return variables;
}
