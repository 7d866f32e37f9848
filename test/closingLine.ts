import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { alignColumns } from '../src/base/text/alignColumns.js';

const SLOWEST = 10;

/** Seconds, file and title of the tests that took longest, the slowest first. */
function slowestTests(modules: readonly TestModule[]): string {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const rows = tests
    .map((test) => ({ test, milliseconds: test.diagnostic()?.duration ?? 0 }))
    .sort((one, other) => other.milliseconds - one.milliseconds)
    .slice(0, SLOWEST)
    .map(({ test, milliseconds }) => [
      (milliseconds / 1000).toFixed(1),
      path.relative(test.project.vitest.config.root, test.module.moduleId),
      test.name,
    ]);
  return alignColumns([['seconds', 'file', 'title'], ...rows]);
}

/** Closes a run with its slowest tests and one plain line of counts, whatever stands above them. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') counts[state]++;
      }
    }
    process.once('exit', () => {
      console.log(slowestTests(modules));
      console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    });
  }
}
