import type { ScriptReading } from '../../script/reading/readScript.js';
import { checkpointOfScript } from '../checks/script/checkpointOfScript.js';
import { classWeightKeys } from '../checks/script/classWeightKeys.js';
import { flagsWithoutCompile } from '../checks/script/flagsWithoutCompile.js';
import { flagsWithoutEffect } from '../checks/script/flagsWithoutEffect.js';
import { frozenBatchNormOfScript } from '../checks/script/frozenBatchNormOfScript.js';
import { layerNames } from '../checks/script/layerNames.js';
import { learningRateOfScript } from '../checks/script/learningRateOfScript.js';
import { nothingTrains } from '../checks/script/nothingTrains.js';
import { otherBuild } from '../checks/script/otherBuild.js';
import { smallBatchNormOfScript } from '../checks/script/smallBatchNormOfScript.js';
import { stepsOfScript } from '../checks/script/stepsOfScript.js';
import { trainingFalseIgnored } from '../checks/script/trainingFalseIgnored.js';
import { unknownMonitorOfScript } from '../checks/script/unknownMonitorOfScript.js';
import { weightsNotLoadedOfScript } from '../checks/script/weightsNotLoadedOfScript.js';
import type { Finding } from '../finding.js';

/** Checks of a script's text, each once. */
const SCRIPT_CHECKS: readonly ((reading: ScriptReading) => Finding[])[] = [
  flagsWithoutCompile,
  flagsWithoutEffect,
  layerNames,
  nothingTrains,
  weightsNotLoadedOfScript,
  otherBuild,
  frozenBatchNormOfScript,
  trainingFalseIgnored,
  smallBatchNormOfScript,
  learningRateOfScript,
  stepsOfScript,
  unknownMonitorOfScript,
  checkpointOfScript,
  classWeightKeys,
];

/** What is wrong in the text of a script, by line. */
export function scriptFindings(reading: ScriptReading): Finding[] {
  return SCRIPT_CHECKS.flatMap((check) => check(reading));
}
