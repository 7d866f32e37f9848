import { NoAnswer } from '../askKernel.js';
import type { CleanerAnswer, CleanerQuestion, Decision } from './cleanerData.js';

/** How far what was decided is written down. */
export type Saved =
  | { state: 'saved' }
  | { state: 'saving' }
  /** In words; whether what is decided from now on can be written. */
  | { state: 'failed'; reason: string; isForGood: boolean };

/** Milliseconds before a question that was cancelled is asked again. */
const AGAIN = 1000;

/**
 * Sends decisions to the kernel, one question at a time: what is decided while one is under way goes with the next. What
 * could not be written stays, and goes with the next too.
 */
export class Saver {
  private readonly pending = new Map<number, Decision | null>();
  private isAsking = false;

  constructor(
    private readonly id: string,
    private readonly ask: (question: CleanerQuestion) => Promise<CleanerAnswer>,
    private readonly onChange: (saved: Saved) => void,
    private readonly wait: (milliseconds: number) => Promise<void> = (ms) =>
      new Promise((resolve) => setTimeout(resolve, ms)),
  ) {}

  /** What is written down of the images. Undefined where the kernel cannot tell. */
  async read(): Promise<CleanerAnswer['decisions']> {
    return await this.question([]);
  }

  /** Writes a decision down, or that one is taken back. */
  async save(image: number, decision: Decision | null): Promise<void> {
    this.pending.set(image, decision);
    if (this.isAsking) return;
    this.isAsking = true;
    this.onChange({ state: 'saving' });
    try {
      while (this.pending.size > 0) {
        const sent = [...this.pending];
        this.pending.clear();
        const decisions = sent.map(([number, one]) => ({ image: number, decision: one }));
        if ((await this.question(decisions)) !== undefined) continue;
        for (const [number, one] of sent) if (!this.pending.has(number)) this.pending.set(number, one);
        return;
      }
      this.onChange({ state: 'saved' });
    } finally {
      this.isAsking = false;
    }
  }

  private failed(reason: string, numDecisions: number, isForGood: boolean): void {
    this.onChange({ state: 'failed', reason: numDecisions > 0 ? `Not saved: ${reason}` : reason, isForGood });
  }

  /** Undefined where it failed, after `onChange` was told. */
  private async question(decisions: CleanerQuestion['decisions']): Promise<CleanerAnswer['decisions']> {
    for (;;) {
      try {
        const answer = await this.ask({ ask: 'cleaner', id: this.id, decisions });
        if (answer.error !== undefined) this.failed(answer.error, decisions.length, false);
        return answer.decisions;
      } catch (error) {
        if (!(error instanceof NoAnswer) || error.isForGood) {
          this.failed(error instanceof Error ? error.message : String(error), decisions.length, true);
          return undefined;
        }
        // A cell that failed, or was stopped, cancels what waits behind it.
        await this.wait(AGAIN);
      }
    }
  }
}
