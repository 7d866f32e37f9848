import type { Dimension, Point, Range, Space, Value } from './space.js';

// Lines of a journal as `optuna.storages.JournalStorage` writes and reads them. Source: Optuna 5.0, storages/journal/_storage.py.

export const CREATE_STUDY = 0;
export const SET_STUDY_USER_ATTR = 2;
const SET_STUDY_SYSTEM_ATTR = 3;
export const CREATE_TRIAL = 4;
export const SET_TRIAL_STATE_VALUES = 6;
export const SET_TRIAL_INTERMEDIATE_VALUE = 7;
export const SET_TRIAL_USER_ATTR = 8;

/** States of a trial by the numbers of `optuna.trial.TrialState`. */
export const TRIAL_STATE = { RUNNING: 0, COMPLETE: 1, PRUNED: 2, FAIL: 3 } as const;
export type TrialState = keyof typeof TRIAL_STATE;

/** The only study of a journal. */
const STUDY = 0;
const MAXIMIZE = 2;

/** A line of a journal without the process that writes it. */
export type Operation = { op_code: number } & Record<string, unknown>;

/** Fields that are objects in lines that are read. */
const OBJECTS: Readonly<Record<number, readonly string[]>> = {
  [SET_STUDY_USER_ATTR]: ['user_attr'],
  [CREATE_TRIAL]: ['params', 'user_attrs'],
  [SET_TRIAL_USER_ATTR]: ['user_attr'],
};

/** A line of a journal; undefined where it is none, as one that was cut or overwritten. */
export function parseOperation(line: string): Operation | undefined {
  try {
    const operation = JSON.parse(line) as Operation | null;
    if (typeof operation?.op_code !== 'number') return undefined;
    const objects = OBJECTS[operation.op_code] ?? [];
    const isWhole = objects.every((field) => typeof operation[field] === 'object' && operation[field] !== null);
    return isWhole ? operation : undefined;
  } catch {
    return undefined;
  }
}

/** Operations that begin a study whose value is an accuracy. */
export function studyOperations(name: string, facts: Readonly<Record<string, unknown>>): Operation[] {
  return [
    { op_code: CREATE_STUDY, study_name: name, directions: [MAXIMIZE] },
    { op_code: SET_STUDY_SYSTEM_ATTR, study_id: STUDY, system_attr: { 'study:metric_names': ['accuracy'] } },
    ...Object.entries(facts).map(([key, value]) => studyFact(key, value)),
  ];
}

export function studyFact(key: string, value: unknown): Operation {
  return { op_code: SET_STUDY_USER_ATTR, study_id: STUDY, user_attr: { [key]: value } };
}

/** A trial with all its parameters in one line, so that a kill leaves none without them. */
export function trialOperation(
  { dimensions }: Space,
  point: Point,
  date: Date,
  facts: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, number>> = {},
): Operation {
  return {
    op_code: CREATE_TRIAL,
    study_id: STUDY,
    datetime_start: isoDate(date),
    state: TRIAL_STATE.RUNNING,
    value: null,
    values: null,
    distributions: fromDimensions(dimensions, ({ range }) => JSON.stringify(distributionOf(range))),
    params: fromDimensions(dimensions, ({ name, range }) => internalValue(range, point[name]!)),
    user_attrs: facts,
    system_attrs: {},
    intermediate_values: values,
  };
}

export function intermediateOperation(trial: number, step: number, value: number): Operation {
  return { op_code: SET_TRIAL_INTERMEDIATE_VALUE, trial_id: trial, step, intermediate_value: value };
}

export function trialFact(trial: number, key: string, value: unknown): Operation {
  return { op_code: SET_TRIAL_USER_ATTR, trial_id: trial, user_attr: { [key]: value } };
}

/** @param value the accuracy; undefined for a trial that failed */
export function finishOperation(trial: number, state: TrialState, value: number | undefined, date: Date): Operation {
  return {
    op_code: SET_TRIAL_STATE_VALUES,
    trial_id: trial,
    state: TRIAL_STATE[state],
    values: value === undefined ? null : [value],
    datetime_complete: isoDate(date),
  };
}

/** The point of a trial's parameters; undefined where they are of another space. */
export function pointOfParams({ dimensions }: Space, params: Readonly<Record<string, unknown>>): Point | undefined {
  const values = dimensions.map(({ name, range }): [string, Value | undefined] => {
    const value = params[name];
    if (typeof value !== 'number') return [name, undefined];
    return [name, range.kind === 'choice' ? range.choices[value] : value];
  });
  return values.every(([, value]) => value !== undefined) ? (Object.fromEntries(values) as Point) : undefined;
}

function fromDimensions<T>(dimensions: readonly Dimension[], of: (dimension: Dimension) => T): Record<string, T> {
  return Object.fromEntries(dimensions.map((dimension) => [dimension.name, of(dimension)]));
}

/** As `optuna.distributions.distribution_to_json`. */
function distributionOf(range: Range): object {
  if (range.kind === 'choice') return { name: 'CategoricalDistribution', attributes: { choices: range.choices } };
  const { low, high, isLog, step } = range;
  if (step === undefined) return { name: 'FloatDistribution', attributes: { step: null, low, high, log: isLog } };
  // A logarithmic one has the step 1 in Optuna.
  return { name: 'IntDistribution', attributes: { log: isLog, step: isLog ? 1 : step, low, high } };
}

function internalValue(range: Range, value: Value): number {
  return range.kind === 'choice' ? range.choices.indexOf(value as string) : (value as number);
}

/** With an offset instead of `Z`, which Python before 3.11 does not read. */
function isoDate(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}
