import { readdirSync, readFileSync } from 'node:fs';

const MILLISECONDS = 500;

/** Watches a process and those that it starts: the largest resident memory of one of them, in GB. Linux only. */
export function peakMemory(pid: number): { end(): number } {
  let most = 0;
  const timer = setInterval(() => {
    for (const each of withChildren(pid)) most = Math.max(most, residentGigabytes(each));
  }, MILLISECONDS);
  return {
    end: () => {
      clearInterval(timer);
      return most;
    },
  };
}

function withChildren(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(/\s+/));
  return [pid, ...children.filter((child) => child !== '').flatMap((child) => withChildren(Number(child)))];
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it has ended
  }
}

function residentGigabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1e6;
}

/** Empty where the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
