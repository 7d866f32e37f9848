/**
 * Seconds that the process has worked since now. Where others use the processor too, time passes without any work: what a script
 * says is not to depend on that. Threads of the process may work at once, so that it is never more than the time that has passed.
 *
 * @returns the seconds so far, from each call
 */
export function stopwatch(): () => number {
  const [start, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min((performance.now() - start) / 1e3, (user + system) / 1e6);
  };
}
