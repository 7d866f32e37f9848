import { z } from 'zod';
import type { RunRow, RunsAnswer, RunsComparison } from '../../lab/runTable/runsData.js';
import { type ListedRun, RunList } from '../../store/runList.js';
import { compareRuns } from './compareRuns.js';
import { differingFields } from './recipeFields.js';
import { rowOf } from './runRow.js';

/** The runs of a folder, for a table of them that asks what has changed. */
export class RunsSession {
  private readonly list: RunList;
  private version = 0;
  private fields: string[] = [];
  private fieldsChanged = 0;
  private order: string[] = [];
  private orderChanged = 0;
  private readonly rows = new Map<string, { row: RunRow; run: ListedRun; changed: number }>();

  constructor(
    /** Folder of all runs. */
    readonly folder: string,
    now?: () => number,
  ) {
    this.list = new RunList(folder, now);
  }

  /** What has changed since a version: 0 for all. */
  async since(version: number): Promise<RunsAnswer & { fields?: string[]; rows: RunRow[] }> {
    await this.update();
    // A version of another kernel, or of a table that was saved, says nothing of this one.
    const from = version > this.version ? 0 : version;
    const rows = [...this.rows.values()].filter(({ changed }) => changed > from).map(({ row }) => row);
    return {
      version: this.version,
      rows,
      ...(this.fieldsChanged > from && { fields: this.fields }),
      ...(this.orderChanged > from && { order: this.order }),
    };
  }

  private async update(): Promise<void> {
    const runs = await this.list.read();
    const isSame =
      runs.length === this.rows.size && runs.every((run) => this.rows.get(run.id)?.run === run) && this.version > 0;
    if (isSame) return;
    this.version++;
    const fields = differingFields(runs);
    const isOther = fields.join() !== this.fields.join();
    if (isOther) [this.fields, this.fieldsChanged] = [fields, this.version];
    const order = runs.map(({ id }) => id);
    if (order.join() !== this.order.join()) [this.order, this.orderChanged] = [order, this.version];
    for (const id of [...this.rows.keys()]) if (!order.includes(id)) this.rows.delete(id);
    for (const run of runs) {
      if (!isOther && this.rows.get(run.id)?.run === run) continue;
      this.rows.set(run.id, { row: rowOf(run, fields), run, changed: this.version });
    }
  }

  /** @throws UserError where a run is gone, or damaged */
  async compare(ids: readonly [string, string]): Promise<RunsComparison> {
    await this.update();
    return await compareRuns(this.folder, ids, (id) => this.rows.get(id)?.run);
  }
}

const question = z.looseObject({
  id: z.string(),
  version: z.number(),
  compare: z.tuple([z.string(), z.string()]).optional(),
});

/** @returns undefined for a table of another kernel */
export async function answerRuns(
  asked: unknown,
  sessions: ReadonlyMap<string, RunsSession>,
): Promise<RunsAnswer | undefined> {
  const { success, data } = question.safeParse(asked);
  const session = success ? sessions.get(data.id) : undefined;
  if (!success || session === undefined) return undefined;
  if (data.compare !== undefined) return { comparison: await session.compare(data.compare) };
  return await session.since(data.version);
}
