import { z } from 'zod';

/** Why a job failed, as it stands in the queue. */
export interface Failure {
  reason: string;
  /** Machine on which it failed. */
  machine: string;
  /** Worker that tries no more; another one does. Undefined where the failure is the last word. */
  notBy?: string;
}

const schema: z.ZodType<Failure> = z.object({
  reason: z.string(),
  machine: z.string(),
  notBy: z.string().optional(),
});

export function failureText(failure: Failure): string {
  return JSON.stringify(failure);
}

/** Reads why a job failed; texts of BullMQ itself, such as of a job that ended its workers again and again, stay as they are. */
export function readFailure(text: string): Failure {
  try {
    const read = schema.safeParse(JSON.parse(text));
    if (read.success) return read.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { reason: text, machine: 'the queue' };
}

/** Errors of the system that say something of the machine and nothing of the job. */
const OF_MACHINE: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EMFILE', 'ENFILE', 'ENOMEM'];

/** Whether the machine is at fault, such as by a full disk: another job would fail there, too. */
export function isFaultOfMachine(error: unknown): boolean {
  return OF_MACHINE.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
