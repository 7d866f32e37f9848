/**
 * Starts the kernel of the notebooks: tslab, with two of its bugs fixed: shorthands, in `tslabShorthand.cjs`, and timers; and with
 * answers to pages while a cell runs, in `tslabQuestions.cjs`.
 *
 * TypeScript sets two timers: one to compile again, and one after a file or folder appears where it looked for a module and found
 * none, which may be a folder next to the project. tslab 1.0.22 keeps one timer, and fails in the next cell with "Unexpected
 * pending rebuildTimer". The second timer is not needed: TypeScript does the same before it compiles
 * (`createHasInvalidatedResolutions`).
 */
const typescript = require('@tslab/typescript-for-tslab');
require('./tslabShorthand.cjs');
require('./tslabQuestions.cjs');
const tslab = require('tslab/dist/main.js');

const LEFT_OUT = {};
/** The callback of the second timer. */
const SECOND = 'invalidateResolutionsOfFailedLookup';

/** tslab assigns both functions to an object that inherits from `sys`. */
function whenAssigned(name, change) {
  const original = typescript.sys[name];
  Object.defineProperty(typescript.sys, name, {
    get: () => original,
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
