import { digestOfBytes } from '../base/digest.js';
import { firstOfEach } from '../base/group.js';
import { sum } from '../base/sum.js';
import { bootstrapDraws, type Interval, percentileInterval } from '../metrics/intervals.js';
import { median } from '../metrics/median.js';
import type { Answer, CaseAnswers } from './answers.js';
import type { BenchmarkCase, CaseFault } from './benchmarkCase.js';

/** How one fault of a case was answered. */
export interface FaultScore {
  kind: CaseFault['kind'];
  /** Place of the first answer that is right for it, from 1; undefined where it is missed. */
  place: number | undefined;
  /** Whether an answer that is right for it names its line; undefined where it is missed or stands in no line. */
  line: boolean | undefined;
}

/** How a case was answered. */
export interface CaseScore {
  case: BenchmarkCase;
  faults: FaultScore[];
  /** Answers that fit no fault of the case. */
  wrong: Answer[];
  seconds: number | undefined;
}

/** Whether a fault's own kind counts alone, or also the kinds that its case accepts. */
export type Accepted = 'one' | 'several';

/** Figures over cases, all in [0, 1]; NaN where nothing is counted. */
export interface Figures {
  cases: number;
  faults: number;
  recall: number;
  precision: number;
  f3: number;
  /** Intervals of 95 %. */
  recallInterval: Interval;
  precisionInterval: Interval;
  f3Interval: Interval;
  /** Share of faults that are found by the first answer, or by the first two where a case has two. */
  first: number;
  /** The same with one answer more: by the first or second, or by the first three where a case has two. */
  second: number;
  /** Of the faults that are found and stand in a line. */
  line: number;
  /** Median of a case. */
  seconds: number;
}

/** Lines beside a fault's that count as it. */
const NEAR = 1;
const DRAWS = 2000;
/** The first hexadecimal digits of digests of cases that are held out. */
const HELD_OUT = '01234';

/** Whether a case is kept unlooked-at until the last table. */
export function isHeldOut(name: string): boolean {
  return HELD_OUT.includes(digestOfName(name)[0]!);
}

/** SHA-256 of a case's name: an order that has nothing to do with what a case is. */
export function digestOfName(name: string): string {
  return digestOfBytes(Buffer.from(name));
}

/** Cases scored with one accepted answer, and with several. */
export interface Scored {
  one: CaseScore[];
  several: CaseScore[];
}

/** Scores the answers to cases; a case without answers misses its faults. */
export function scoreAll(cases: readonly BenchmarkCase[], answers: readonly CaseAnswers[]): Scored {
  const byName = new Map(answers.map((one) => [one.case, one]));
  const score = (accepted: Accepted): CaseScore[] => cases.map((one) => scoreCase(one, byName.get(one.name), accepted));
  return { one: score('one'), several: score('several') };
}

/** Scores the answers to a case by the rules of benchmark/RULES.md. */
export function scoreCase(one: BenchmarkCase, answers: CaseAnswers | undefined, accepted: Accepted): CaseScore {
  // Several of one kind count once, at the place of the first.
  const kinds = firstOfEach(answers?.answers ?? [], ({ kind }) => kind);
  const kindsOf = ({ kind, accepted: others }: CaseFault): string[] =>
    accepted === 'one' ? [kind] : [kind, ...others.map((other) => other.kind)];
  const faults = one.faults.map((fault): FaultScore => {
    const right = kindsOf(fault);
    const place = kinds.findIndex(({ kind }) => right.includes(kind)) + 1;
    if (place === 0) return { kind: fault.kind, place: undefined, line: undefined };
    const all = answers!.answers.filter(({ kind }) => right.includes(kind));
    return { kind: fault.kind, place, line: fault.at.length === 0 ? undefined : all.some((each) => isAt(each, fault)) };
  });
  const right = new Set(one.faults.flatMap(kindsOf));
  return { case: one, faults, wrong: kinds.filter(({ kind }) => !right.has(kind)), seconds: answers?.seconds };
}

function isAt({ file, cell, line }: Answer, { at }: CaseFault): boolean {
  if (line === undefined) return false;
  return at.some(
    (place) =>
      (file === undefined || file === place.file) &&
      cell === place.cell &&
      place.lines.some((one) => Math.abs(one - line) <= NEAR),
  );
}

/**
 * Figures over scored cases.
 *
 * Source of F3: Humbatova and others, Empirical Software Engineering 30:124, 2025.
 */
export function figuresOf(scores: readonly CaseScore[]): Figures {
  const { recall, precision, f3 } = shares(scores);
  const draws = [...bootstrapDraws(scores.length, { draws: DRAWS })].map((drawn) =>
    shares(drawn.map((i) => scores[i]!)),
  );
  const inLine = scores.flatMap(foundIn).filter(({ line }) => line !== undefined);
  const numWithin = (more: number): number =>
    sum(scores, (score) => foundIn(score).filter(({ place }) => place <= score.faults.length + more).length);
  const numFaults = sum(scores, ({ faults }) => faults.length);
  return {
    cases: scores.length,
    faults: numFaults,
    recall,
    precision,
    f3,
    recallInterval: percentileInterval(draws.map((draw) => draw.recall)),
    precisionInterval: percentileInterval(draws.map((draw) => draw.precision)),
    f3Interval: percentileInterval(draws.map((draw) => draw.f3)),
    first: numWithin(0) / numFaults,
    second: numWithin(1) / numFaults,
    line: inLine.filter(({ line }) => line).length / inLine.length,
    seconds: median(scores.flatMap((score) => score.seconds ?? [])),
  };
}

function foundIn({ faults }: CaseScore): (FaultScore & { place: number })[] {
  return faults.filter((fault): fault is FaultScore & { place: number } => fault.place !== undefined);
}

function shares(scores: readonly CaseScore[]): { recall: number; precision: number; f3: number } {
  const faults = sum(scores, (score) => score.faults.length);
  const found = sum(scores, (score) => foundIn(score).length);
  // Answers, and not faults: one answer can find two faults of one kind, and of two that fit one fault one counts.
  const right = sum(scores, (score) => new Set(foundIn(score).map(({ place }) => place)).size);
  const wrong = sum(scores, (score) => score.wrong.length);
  const recall = found / faults;
  const precision = right / (right + wrong);
  // It is 0, and not 0 / 0, where nothing is found.
  const f3 = found === 0 && faults > 0 ? 0 : (10 * precision * recall) / (9 * precision + recall);
  return { recall, precision, f3 };
}
