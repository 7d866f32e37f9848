import { overlapOf } from '../../script/edit/applyEdits.js';
import type { Edit } from '../../script/edit/edit.js';
import { patchedText } from '../../script/edit/patchedText.js';
import type { SourceFile } from '../../script/edit/sourceFile.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import { placeText } from '../../script/syntax/quote.js';
import { type Evidence, type Finding, SEVERITIES } from '../finding.js';
import { allEdits, type FixedFinding, scriptFixes } from '../fixes/scriptFixes.js';
import { findingsByModel, scriptFindings } from '../stages/scriptFindings.js';

/**
 * The changes of a script that hold: read again, the script has none of the findings that they are for, or only a part of
 * them, and no new one.
 */
export interface ScriptPatch {
  /** Each finding that costs accuracy. One that the edits for another remove has no edits of its own. */
  fixed: FixedFinding[];
  edits: Edit[];
  /** The script after them. */
  text: string;
  /** What it then has that is only worth knowing. */
  infos: Finding[];
}

/** Reads a changed text of the script; undefined if it is none any more. */
export type ReadAgain = (text: string) => Promise<ScriptReading | undefined>;

/**
 * Makes the changes for all findings together. Where two want the same text, the second one is left; where the script that comes
 * out still has a finding, or has a new one, they are made one by one, and what does not hold is left.
 *
 * @param leave says why a finding is to stay, as the end of a sentence. Default: none is
 */
export async function patchScript(
  source: SourceFile,
  reading: ScriptReading,
  readAgain: ReadAgain,
  leave: (finding: Finding) => string | undefined = () => undefined,
): Promise<ScriptPatch> {
  const proposals = scriptFixes(findingsByModel(reading)).map(({ finding, change }) => {
    const reason = source.refused ?? leave(finding);
    return { finding, change: reason === undefined ? change : { reason } };
  });
  const trial = new Trial(source, reading, readAgain, proposals);
  for (const proposal of proposals) trial.add(proposal);
  if ((await trial.fault()) !== undefined) await trial.oneByOne();
  return trial.result();
}

class Trial {
  private kept: FixedFinding[] = [];
  private text: string;
  /** Findings that are there after what is kept. */
  private left: ReadonlySet<Finding> = new Set();
  /** What is left of findings that are fixed in part. */
  private rest: ReadonlyMap<Finding, Finding[]> = new Map();
  private infos: Finding[] = [];

  constructor(
    private readonly source: SourceFile,
    private readonly reading: ScriptReading,
    private readonly readAgain: ReadAgain,
    private readonly proposals: readonly FixedFinding[],
  ) {
    this.text = source.text;
  }

  /** Keeps a change if it overlaps with none that is kept. */
  add({ finding, change }: FixedFinding): boolean {
    const overlaps = 'edits' in change ? this.overlapWith(finding, change.edits) : undefined;
    this.kept.push({ finding, change: overlaps === undefined ? change : { reason: overlaps } });
    return overlaps === undefined && 'edits' in change;
  }

  private overlapWith({ check }: Finding, edits: readonly Edit[]): string | undefined {
    const other = this.kept.find((one) => 'edits' in one.change && overlapOf([...one.change.edits, ...edits]));
    const pair = overlapOf([...allEdits(this.kept), ...edits]);
    if (pair === undefined) return undefined;
    const where = placeText(this.reading.file, pair[0].place);
    const whose =
      other === undefined || other.finding.check === check ? 'another change' : `that for ${other.finding.check}`;
    return `its change is at the same place as ${whose} (${where}); run fix again on the patched script`;
  }

  /** What is wrong with the script that the kept changes make, as the end of a sentence. */
  async fault(): Promise<string | undefined> {
    const edits = allEdits(this.kept);
    this.left = new Set(this.proposals.map(({ finding }) => finding));
    this.text = this.source.text;
    this.infos = scriptFindings(this.reading).filter(isInfo);
    if (edits.length === 0) return undefined;
    this.text = patchedText(this.source, this.reading.script, edits);
    const again = await this.readAgain(this.text);
    if (again === undefined) return 'the changed line could not be read';
    const fixed = this.kept.flatMap(({ finding, change }) => ('edits' in change ? [finding] : []));
    const findings = scriptFindings(again);
    this.infos = findings.filter(isInfo);
    const { left, added } = compare(
      this.proposals.map(({ finding }) => finding),
      findings.filter((finding) => !isInfo(finding)),
      fixed,
    );
    this.left = new Set(left.keys());
    const whole = fixed.find((finding) => left.has(finding) && !isRest(left.get(finding)!, finding));
    if (whole !== undefined) return `the change would leave this: ${withoutPeriod(left.get(whole)!)}`;
    this.rest = new Map(
      fixed.map((finding) => {
        const others = added.filter((one) => fixed.find((of) => isRest(one, of)) === finding);
        return [finding, [...(left.has(finding) ? [left.get(finding)!] : []), ...others]];
      }),
    );
    const other = added.find((one) => !fixed.some((finding) => isRest(one, finding)));
    return other && `the changed script would have another fault, ${other.check}: ${withoutPeriod(other)}`;
  }

  async oneByOne(): Promise<void> {
    this.kept = [];
    for (const proposal of this.proposals) {
      if (!this.add(proposal)) continue;
      const fault = await this.fault();
      if (fault === undefined) continue;
      const reason = (await this.together(proposal)) ?? fault;
      this.kept.splice(-1, 1, { finding: proposal.finding, change: { reason } });
    }
    await this.fault();
  }

  /** Says that a change holds, but not with those before it: it is made of the lines as they were. */
  private async together(proposal: FixedFinding): Promise<string | undefined> {
    const before = this.kept.slice(0, -1).flatMap(({ finding, change }) => ('edits' in change ? [finding.check] : []));
    if (before.length === 0) return undefined;
    const alone = new Trial(this.source, this.reading, this.readAgain, this.proposals);
    alone.add(proposal);
    if ((await alone.fault()) !== undefined) return undefined;
    return `its change would undo that for ${[...new Set(before)].join(' or ')}; run fix again on the patched script`;
  }

  result(): ScriptPatch {
    const edits = allEdits(this.kept);
    const fixed = this.kept.map(({ finding, change }) => {
      const rest = edits.length === 0 ? [] : (this.rest.get(finding) ?? []);
      return {
        finding,
        change: this.left.has(finding) || edits.length === 0 ? change : 'edits' in change ? change : { edits: [] },
        ...(rest.length > 0 && { rest }),
      };
    });
    return { fixed, edits, text: this.text, infos: this.infos };
  }
}

function isInfo({ severity }: Finding): boolean {
  return severity === 'info';
}

/** Whether a finding of a changed script is what is left of one that the change is for: it is less severe, or of fewer measures. */
function isRest(after: Finding, before: Finding): boolean {
  if (after.check !== before.check) return false;
  const [now, then] = [after, before].map(({ severity }) => SEVERITIES.indexOf(severity)) as [number, number];
  return now > then || (now === then && isPart(after.evidence, before.evidence));
}

function isPart(after: readonly Evidence[], before: readonly Evidence[]): boolean {
  const measures = new Set(before.map(({ measure }) => measure));
  return after.length > 0 && after.length < before.length && after.every(({ measure }) => measures.has(measure));
}

/** A summary as the end of a sentence. */
function withoutPeriod({ summary }: Finding): string {
  return summary.replace(/\.$/, '');
}

/**
 * Findings that are still there after a change, each with what it then says, and those that were not there. Elsewhere in a
 * script a change may alter a figure of a finding: of findings of one check, those that it is not for are first.
 */
function compare(
  before: readonly Finding[],
  after: readonly Finding[],
  fixed: readonly Finding[],
): { left: Map<Finding, Finding>; added: Finding[] } {
  const left = new Map<Finding, Finding>();
  const added = [...after];
  const match = (candidates: readonly Finding[], isSame: (a: Finding, b: Finding) => boolean): void => {
    for (const finding of candidates) {
      const at = left.has(finding) ? -1 : added.findIndex((one) => isSame(one, finding));
      if (at >= 0) left.set(finding, added.splice(at, 1)[0]!);
    }
  };
  match(before, (a, b) => a.check === b.check && a.summary === b.summary);
  match(
    before.filter((finding) => !fixed.includes(finding)),
    (a, b) => a.check === b.check,
  );
  match(fixed, (a, b) => a.check === b.check);
  return { left, added };
}
