/** Replies of a server that takes no writes, or nothing at all, until somebody or something changes that. */
const FOR_NOW: readonly [RegExp, string][] = [
  [/OOM command not allowed/, 'its memory is full (`maxmemory`)'],
  [/MISCONF/, 'it cannot write to its disk'],
  [/READONLY/, 'it has become a replica that is read only'],
  [/NOREPLICAS/, 'too few replicas follow it'],
  [/MASTERDOWN/, 'the server that it follows is gone'],
  [/LOADING/, 'it loads its data'],
  [/BUSY Redis is busy/, 'it runs a script that takes long'],
];

/**
 * Why a server refuses a command for now, in words; undefined where the error is another one. Nothing is wrong with a job then: it
 * is to be tried again.
 */
export function refusalForNow(error: unknown): string | undefined {
  const text = textOf(error);
  return FOR_NOW.find(([pattern]) => pattern.test(text))?.[1];
}

/** A transaction fails with "EXECABORT", and has the replies to its commands beside it. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { previousErrors = [] } = error as Error & { previousErrors?: Error[] };
  return [error, ...previousErrors].map(({ message }) => message).join('\n');
}

export interface Patience {
  /** Called with each refusal, in words. */
  onRefused(why: string): void;
  /** Whether it is worth while to go on. */
  isWanted(): boolean;
}

/** Milliseconds between two tries. */
const PAUSE = 2000;

/**
 * Does something again until the server does not refuse it for now.
 *
 * @throws whatever else fails, and the refusal once the work is no longer wanted
 */
export async function untilTaken<T>(work: () => Promise<T>, { onRefused, isWanted }: Patience): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const why = refusalForNow(error);
      if (why === undefined || !isWanted()) throw error;
      onRefused(why);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
