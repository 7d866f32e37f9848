/**
 * Starts the kernel of the notebooks: tslab, with one of its bugs corrected.
 *
 * TypeScript sets two timers: one to compile again, and one after a file or folder appears where it has looked for a module in vain,
 * which may be a folder next to the project. tslab 1.0.22 has room for one, and fails in the next cell with "Unexpected pending
 * rebuildTimer". The second timer may be left out: TypeScript looks at what it would do before it compiles anyway
 * (`createHasInvalidatedResolutions`).
 */
const typescript = require('@tslab/typescript-for-tslab');
const tslab = require('tslab/dist/main.js');

const LEFT_OUT = {};
/** The callback of the second timer. */
const SECOND = 'invalidateResolutionsOfFailedLookup';

/** tslab assigns both functions to an object that inherits from `sys`. */
function whenAssigned(name, change) {
  const own = typescript.sys[name];
  Object.defineProperty(typescript.sys, name, {
    get: () => own,
    set(assigned) {
      Object.defineProperty(this, name, { value: change(assigned) });
    },
  });
}

whenAssigned(
  'setTimeout',
  (set) =>
    (callback, ...rest) =>
      callback.name === SECOND ? LEFT_OUT : set(callback, ...rest),
);
whenAssigned('clearTimeout', (clear) => (timer) => (timer === LEFT_OUT ? undefined : clear(timer)));

if (require.main === module) tslab.main();
