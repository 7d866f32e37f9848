import type { Change } from '../../script/edit/edit.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import { DIFFERENCE_OF_VALUES } from '../checks/script/pipelinesOfScript.js';
import type { Finding } from '../finding.js';
import { scalingFix } from './scalingFix.js';

/** Gives pipelines that differ in their values the scaling of the base. For other differences, it only gives the reason. */
export function pipelineFix(reading: ScriptReading, finding: Finding): Change {
  const others = finding.evidence.filter(({ measure }) => measure !== DIFFERENCE_OF_VALUES);
  const isOfValues = others.length < finding.evidence.length;
  if (!isOfValues) return { reason: 'which of the two ways is the one to keep is not visible' };
  return scalingFix(reading);
}
