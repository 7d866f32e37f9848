import { NoAnswer } from './askKernel.js';

/** Milliseconds before a question that was cancelled is asked again. */
const AGAIN = 1000;

/**
 * Asks one question at a time, and of those that come meanwhile the latest only: what a pointer has left behind need not be
 * looked at any more. A question that was cancelled is asked again.
 */
export class Latest<Question, Answer extends { error?: string }> {
  private next: Question | undefined;
  private isAsking = false;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly onAnswer: (answer: Answer) => void,
    /** Told in words, and whether no other question would be answered either. */
    private readonly onFailed: (reason: string, isForGood: boolean) => void,
    private readonly wait: (milliseconds: number) => Promise<void> = (ms) =>
      new Promise((resolve) => setTimeout(resolve, ms)),
  ) {}

  async want(question: Question): Promise<void> {
    this.next = question;
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      while (this.next !== undefined) {
        const asked: Question = this.next;
        this.next = undefined;
        if (!(await this.answered(asked))) this.next ??= asked;
      }
    } finally {
      this.isAsking = false;
    }
  }

  /** @returns whether there is nothing more to do about this question */
  private async answered(question: Question): Promise<boolean> {
    try {
      const answer = await this.ask(question);
      if (answer.error === undefined) this.onAnswer(answer);
      else this.onFailed(answer.error, false);
      return true;
    } catch (error) {
      if (error instanceof NoAnswer && !error.isForGood) {
        // A cell that failed, or was stopped, cancels what waits behind it.
        await this.wait(AGAIN);
        return false;
      }
      this.onFailed(error instanceof Error ? error.message : String(error), true);
      return true;
    }
  }
}
