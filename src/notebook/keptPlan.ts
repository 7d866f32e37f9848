import path from 'node:path';
import { digest } from '../base/digest.js';
import { RUNS } from '../base/project.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';

/**
 * Makes a plan, or reads that of an earlier call for the same work: times differ from run to run, and a second run is to have
 * the same sample.
 *
 * @param work all that determines the plan, other than the speed of the machine
 */
export async function keptPlan<Plan>(work: object, plan: () => Promise<Plan>): Promise<Plan> {
  const file = path.join(RUNS, 'samples', `${digest(work).slice(0, 16)}.json`);
  const kept = await readIfExists(file);
  if (kept !== undefined) return JSON.parse(kept.toString()) as Plan;
  const made = await plan();
  await writeAtomic(file, `${JSON.stringify(made)}\n`);
  return made;
}
