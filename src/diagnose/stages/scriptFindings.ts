import type { ScriptReading } from '../../script/reading/readScript.js';
import { channelOrderOfScript } from '../checks/script/channelOrderOfScript.js';
import { cropAfterResize } from '../checks/script/cropAfterResize.js';
import { flagsWithoutCompile } from '../checks/script/flagsWithoutCompile.js';
import { headOnClasses } from '../checks/script/headOnClasses.js';
import { headTooLargeOfScript } from '../checks/script/headTooLargeOfScript.js';
import { heightWidthSwappedOfScript } from '../checks/script/heightWidthSwappedOfScript.js';
import { inputShapeMismatch } from '../checks/script/inputShapeMismatch.js';
import { integerPixels } from '../checks/script/integerPixels.js';
import { pipelinesOfScript } from '../checks/script/pipelinesOfScript.js';
import { scalingOfScript } from '../checks/script/scalingOfScript.js';
import { statisticsNotFitted } from '../checks/script/statisticsNotFitted.js';
import type { Finding } from '../finding.js';

/** Checks of a script's text, each once. Findings of one severity keep this order. */
const SCRIPT_CHECKS: readonly ((reading: ScriptReading) => Finding[])[] = [
  pipelinesOfScript,
  integerPixels,
  scalingOfScript,
  flagsWithoutCompile,
  headOnClasses,
  statisticsNotFitted,
  cropAfterResize,
  inputShapeMismatch,
  channelOrderOfScript,
  heightWidthSwappedOfScript,
  headTooLargeOfScript,
];

/** What is wrong in the text of a script, by line. */
export function scriptFindings(reading: ScriptReading): Finding[] {
  return SCRIPT_CHECKS.flatMap((check) => check(reading));
}
