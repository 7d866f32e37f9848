import { Transform } from 'node:stream';
import type { Reporter, Vitest } from 'vitest/node';

/**
 * What TensorFlow writes to stderr while it loads, on every machine that uses oneDNN. It comes through Abseil before any
 * setting reaches it, and would stand between the tests once for every worker.
 */
const NATIVE_LOG =
  /^(WARNING: All log messages before absl::InitializeLog\(\)|I\d+ .* port\.cc:\d+\] oneDNN custom operations are on)/;

/** Passes the workers' stderr on without the lines of `NATIVE_LOG`. */
function withoutNativeLines(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const lines = chunk.toString('utf8').split(/(?<=\n)/);
      done(null, lines.filter((line) => !NATIVE_LOG.test(line)).join(''));
    },
  });
}

/** Keeps TensorFlow's first log lines out of a run's output. Whatever else a worker writes to stderr is shown. */
export default class WithoutNativeLog implements Reporter {
  onInit(vitest: Vitest): void {
    const filter = withoutNativeLines();
    filter.pipe(vitest.logger.errorStream);
    vitest.logger.errorStream = filter;
  }
}
