import type { ScriptReading } from '../../script/reading/readScript.js';
import {
  frozenBatchNormOfScript,
  smallBatchNormOfScript,
  trainingFalseIgnored,
} from '../checks/script/batchNormOfScript.js';
import { checkpointOfScript } from '../checks/script/checkpointOfScript.js';
import { classWeightKeys } from '../checks/script/classWeightKeys.js';
import { flagsWithoutCompile } from '../checks/script/flagsWithoutCompile.js';
import { flagsWithoutEffect } from '../checks/script/flagsWithoutEffect.js';
import { layerNames } from '../checks/script/layerNames.js';
import { learningRateOfScript } from '../checks/script/learningRateOfScript.js';
import { metricMismatch } from '../checks/script/metricMismatch.js';
import { nothingTrains } from '../checks/script/nothingTrains.js';
import { unknownMonitorOfScript } from '../checks/script/unknownMonitorOfScript.js';
import { weightsOfScript } from '../checks/script/weightsOfScript.js';
import type { Finding } from '../finding.js';

/** Checks of a script's text, each once. */
const SCRIPT_CHECKS: readonly ((reading: ScriptReading) => Finding[])[] = [
  flagsWithoutCompile,
  flagsWithoutEffect,
  layerNames,
  nothingTrains,
  weightsOfScript,
  frozenBatchNormOfScript,
  trainingFalseIgnored,
  smallBatchNormOfScript,
  learningRateOfScript,
  unknownMonitorOfScript,
  checkpointOfScript,
  classWeightKeys,
  metricMismatch,
];

/** What is wrong in the text of a script, by line. */
export function scriptFindings(reading: ScriptReading): Finding[] {
  return SCRIPT_CHECKS.flatMap((check) => check(reading));
}
