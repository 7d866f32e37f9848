import type { ScriptReading } from '../../script/reading/readScript.js';
import { augmentedValidation } from '../checks/script/augmentedValidation.js';
import { flagsWithoutCompile } from '../checks/script/flagsWithoutCompile.js';
import { labelFormMismatch } from '../checks/script/labelFormMismatch.js';
import { lastLayerMismatch } from '../checks/script/lastLayerMismatch.js';
import { leakingSplit } from '../checks/script/leakingSplit.js';
import { linearLayers } from '../checks/script/linearLayers.js';
import { majorityShare } from '../checks/script/majorityShare.js';
import { misleadingMetric } from '../checks/script/misleadingMetric.js';
import { orderedSplit } from '../checks/script/orderedSplit.js';
import { selectionAsResult } from '../checks/script/selectionAsResult.js';
import { shuffledPredictions } from '../checks/script/shuffledPredictions.js';
import type { Finding } from '../finding.js';

/** Checks of a script's text, each once. */
const SCRIPT_CHECKS: readonly ((reading: ScriptReading) => Finding[])[] = [
  flagsWithoutCompile,
  lastLayerMismatch,
  labelFormMismatch,
  misleadingMetric,
  linearLayers,
  leakingSplit,
  orderedSplit,
  augmentedValidation,
  shuffledPredictions,
  selectionAsResult,
  majorityShare,
];

/** What is wrong in the text of a script, by line. */
export function scriptFindings(reading: ScriptReading): Finding[] {
  return SCRIPT_CHECKS.flatMap((check) => check(reading));
}
