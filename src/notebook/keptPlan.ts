import path from 'node:path';
import { digest } from '../base/digest.js';
import { keptJson } from '../base/keptJson.js';
import { RUNS } from '../base/project.js';

/**
 * Makes a plan, or reads that of an earlier call for the same work, so that a second run has the
 * same sample.
 *
 * @param work all that determines the plan, other than the speed of the machine
 */
export async function keptPlan<Plan>(work: object, plan: () => Promise<Plan>): Promise<Plan> {
  return await keptJson(path.join(RUNS, 'samples', `${digest(work).slice(0, 16)}.json`), plan);
}
