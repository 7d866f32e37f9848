import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Reporter } from 'vitest/node';

/** Prints what the parity tests measured: what, largest difference, tolerance. */
export default class ParityTable implements Reporter {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'thaw-parity-'));
  readonly #file = path.join(this.#folder, 'rows');

  onInit(): void {
    writeFileSync(this.#file, '');
    process.env.THAW_PARITY = this.#file; // the tests' processes inherit it
  }

  onTestRunEnd(): void {
    const lines = readFileSync(this.#file, 'utf8').split('\n').filter(Boolean).sort();
    rmSync(this.#folder, { recursive: true });
    const rows = lines.map((line) => {
      const { what, difference, tolerance } = JSON.parse(line) as Record<string, string>;
      const largest = Number(difference);
      return { what, 'largest difference': largest.toPrecision(2), tolerance, holds: largest <= Number(tolerance) };
    });
    console.table(rows);
  }
}
