import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of a script's text. */
export const SCRIPT_DOCS: Readonly<Record<CheckOf<'script'>, CheckDocs>> = {
  'flags-without-compile': {
    why: 'It is the step of fine-tuning that is forgotten most often, and Keras says nothing of it.',
    measured: 'The flags of all layers at the last `compile` before each `fit`, compared with those at the `fit`.',
    threshold: 'Critical where a flag differs at a `fit` after the first one.',
    source: "Keras' guide of transfer learning: `compile` freezes the behavior of the model.",
  },
};
