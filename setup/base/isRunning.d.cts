/** Whether there is a process of this machine with that number. */
export function isRunning(pid: number): boolean;
