import type { CheckName } from '../checks.js';
import type { CheckDocs } from './checkDocs.js';
import { DATA_DOCS } from './dataDocs.js';
import { NETWORK_DOCS } from './networkDocs.js';
import { PIPELINE_DOCS } from './pipelineDocs.js';
import { RESULT_DOCS } from './resultDocs.js';
import { SCRIPT_DOCS } from './scriptDocs.js';
import { TRAINING_DOCS } from './trainingDocs.js';

/**
 * Documentation of every check. It lies above the checks and not in the register, since it quotes their thresholds, and
 * the checks use the register. A check of the register that it lacks does not compile.
 */
export const CHECK_DOCS: Readonly<Record<CheckName, CheckDocs>> = {
  ...SCRIPT_DOCS,
  ...DATA_DOCS,
  ...PIPELINE_DOCS,
  ...NETWORK_DOCS,
  ...TRAINING_DOCS,
  ...RESULT_DOCS,
};
