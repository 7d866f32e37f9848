import { greatest } from '../../base/extremes.js';
import { type HistoryEpoch, type HistoryStage, isAccuracy, type TrainingHistory } from './trainingHistory.js';

/** Largest accuracy that is a share: sums of floats of 32 bits may pass 1. */
const LARGEST_SHARE = 1.001;
const LARGEST_PERCENTAGE = 100.1;
const METRIC = /^(?:val_)?(?:loss|acc|accuracy)$/;

/** A history with the names and units of Keras: `loss` for `Train Loss`, and accuracies in 0..1 where they are written in percent. */
export function inKerasTerms(history: TrainingHistory): TrainingHistory {
  return inShares(renamed(history));
}

/** `val_loss` for `Valid Loss`, and so on. Undefined for what is no loss or accuracy. */
function kerasName(name: string): string | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s./-]+/g, '_')
    .replace(/^(?:train|training)_/, '')
    .replace(/^(?:valid|validation|eval)_/, 'val_');
  return METRIC.test(plain) ? plain : undefined;
}

function renamed(history: TrainingHistory): TrainingHistory {
  const names = new Map<string, string>();
  const taken = new Set(history.columns);
  for (const column of history.columns) {
    const name = kerasName(column);
    if (name === undefined || taken.has(name)) continue;
    names.set(column, name);
    taken.add(name);
  }
  if (names.size === 0) return history;
  const to = (name: string): string => names.get(name) ?? name;
  const stages = history.stages.map((stage) =>
    withMetrics(stage, ({ metrics }) =>
      Object.fromEntries(Object.entries(metrics).map(([name, value]) => [to(name), value])),
    ),
  );
  const note = `${[...names].map(([from, name]) => `${from} is read as ${name}`).join(', ')}.`;
  return { ...history, columns: history.columns.map(to), stages, notes: [...history.notes, note] };
}

function withMetrics(stage: HistoryStage, of: (epoch: HistoryEpoch) => HistoryEpoch['metrics']): HistoryStage {
  return { ...stage, epochs: stage.epochs.map((epoch) => ({ ...epoch, metrics: of(epoch) })) };
}

/** Accuracies as shares. What may be a share or a percentage is left out. */
function inShares(history: TrainingHistory): TrainingHistory {
  const accuracies = history.columns.filter(isAccuracy);
  const found = new Map<Unit, Set<string>>([
    ['percent', new Set()],
    ['none', new Set()],
    ['unclear', new Set()],
  ]);
  const stages = history.stages.map((stage) => {
    const units = unitsOf(stage, accuracies);
    if ([...units.values()].every((unit) => unit === 'share')) return stage;
    for (const [name, unit] of units) found.get(unit)?.add(name);
    return withMetrics(stage, ({ metrics }) => inUnits(metrics, units));
  });
  const evaluations = history.evaluations?.map((metrics) => {
    const units = new Map(
      Object.entries(metrics).flatMap(([name, value]) => (isAccuracy(name) ? [[name, unitOf(value)] as const] : [])),
    );
    for (const [name, unit] of units) found.get(unit)?.add(name);
    return inUnits(metrics, units);
  });
  const notes = [...found].flatMap(([unit, names]) => (names.size === 0 ? [] : noteOf(unit, [...names])));
  if (notes.length === 0) return history;
  return { ...history, stages, ...(evaluations && { evaluations }), notes: [...history.notes, ...notes] };
}

type Unit = 'share' | 'percent' | 'none' | 'unclear';

function noteOf(unit: Unit, names: readonly string[]): string {
  const [subject, verb] = [names.join(' and '), names.length === 1 ? 'is' : 'are'];
  if (unit === 'percent') return `${subject} ${verb} above 1, and ${verb} read as percent.`;
  if (unit === 'none') return `${subject} ${verb} left out: no accuracy is above 100.`;
  return `${subject} ${verb} left out: no value is above 1 while the same metric is in percent, so the unit is unclear.`;
}

function unitOf(greatestValue: number): Unit {
  if (!(greatestValue > LARGEST_SHARE)) return 'share';
  return greatestValue <= LARGEST_PERCENTAGE ? 'percent' : 'none';
}

/** Units of a stage's accuracies. Keras computes a metric for training and validation in the same way. */
function unitsOf({ epochs }: HistoryStage, accuracies: readonly string[]): Map<string, Unit> {
  const units = new Map<string, Unit>();
  for (const name of accuracies) {
    const values = epochs.flatMap(({ metrics }) => metrics[name] ?? []).filter(Number.isFinite);
    // 0 is 0 in both units.
    if (values.some((value) => value !== 0)) units.set(name, unitOf(greatest(values)));
  }
  const partner = (name: string): string => (name.startsWith('val_') ? name.slice(4) : `val_${name}`);
  const unclear = [...units].filter(([name, unit]) => unit === 'share' && units.get(partner(name)) === 'percent');
  for (const [name] of unclear) units.set(name, 'unclear');
  return units;
}

function inUnits(metrics: Readonly<Record<string, number>>, units: ReadonlyMap<string, Unit>): Record<string, number> {
  const entries = Object.entries(metrics).flatMap(([name, value]): [string, number][] => {
    const unit = units.get(name) ?? 'share';
    if (unit === 'unclear' || unit === 'none') return [];
    return [[name, unit === 'percent' ? value / 100 : value]];
  });
  return Object.fromEntries(entries);
}
