import type { Expression } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { NO_ARGUMENTS } from './arguments.js';
import { callFunction } from './calls.js';
import type { Execution, FunctionFields, InstanceFields, Scope, Value } from './values.js';

type Body = FunctionFields['body'];

/** Names of methods that train. */
const TRAINS = /^(fit|fit_generator|fit_on_batch|train_on_batch|apply_gradients)$/;
/** Names of methods that predict, and of functions that load an image. */
const PREDICTS = /^(predict|predict_classes|predict_proba|predict_on_batch)$/;
const LOADS = /^(load_img|imread|open|imdecode|read_file|decode_(image|jpeg|png|bmp))$/;

/**
 * Calls functions that train and that nothing calls, with their defaults: a script may be a module of which another file calls `train`.
 *
 * @param elsewhere functions that another way through the script calls
 */
export function callTraining(scope: Scope, run: Execution, elsewhere: ReadonlySet<Body> = new Set()): void {
  for (const value of uncalled(functionsOf(scope), run, elsewhere)) {
    if (!calls(value.body, TRAINS)) continue;
    const self =
      value.owner === undefined
        ? undefined
        : run.call({ ...value.owner, origin: value.origin }, NO_ARGUMENTS, value.origin);
    if (self?.kind === 'instance') setFields(self, value, run);
    callFunction({ ...value, self }, NO_ARGUMENTS, value.origin, run);
  }
}

/**
 * Calls the methods of an object that set what a method reads of it, such as the generators that it trains on: whoever uses the class
 * calls them first.
 *
 * @param asked methods that this is done for already
 */
function setFields(
  self: Value & InstanceFields,
  method: FunctionFields,
  run: Execution,
  asked: Set<Body> = new Set(),
): void {
  asked.add(method.body);
  const missing = new Set([...fieldsIn(method, 'Load')].filter((name) => !self.fields.has(name)));
  for (const setter of self.of.members.values()) {
    if (setter.kind !== 'function' || asked.has(setter.body) || run.called.has(setter.body)) continue;
    if (![...fieldsIn(setter, 'Store')].some((name) => missing.has(name))) continue;
    setFields(self, setter, run, asked);
    callFunction({ ...setter, self }, NO_ARGUMENTS, setter.origin, run);
  }
}

/** Names of `self.name` that a method sets or reads. */
function fieldsIn({ body, parameters }: FunctionFields, use: 'Store' | 'Load'): Set<string> {
  const self = parameters.positional[0]?.name;
  const set = new Set<Expression>();
  const found = new Set<string>();
  for (const node of walk(body)) {
    if (node.type === 'Assign') for (const target of node.targets) addTargets(target, set);
  }
  for (const node of walk(body)) {
    if (node.type !== 'Attribute' || node.value.type !== 'Name' || node.value.id !== self) continue;
    if (set.has(node) === (use === 'Store')) found.add(node.attr);
  }
  return found;
}

function addTargets(target: Expression, found: Set<Expression>): void {
  found.add(target);
  if (target.type === 'Tuple' || target.type === 'List') for (const item of target.elts) addTargets(item, found);
}

/**
 * Calls functions that load an image and predict of it, and that nothing calls: a notebook ends with one that its reader calls. A model
 * that they are given is the one of the script, where it has one alone.
 */
export function callPredicting(scope: Scope, run: Execution, elsewhere: ReadonlySet<Body> = new Set()): void {
  const functions = [...scope.names.values()].filter((value) => value.kind === 'function');
  for (const value of uncalled(functions, run, elsewhere)) {
    if (!calls(value.body, PREDICTS) || !loadsImage(value.body, scope)) continue;
    const given = receiverOf(value);
    const model = given === undefined ? undefined : run.library.onlyModel?.(value.origin);
    if (given !== undefined && model === undefined) continue;
    const keywords = new Map(given === undefined || model === undefined ? [] : [[given, model]]);
    callFunction(value, { ...NO_ARGUMENTS, keywords }, value.origin, run);
  }
}

/** Functions of a script, and methods of its classes. */
function functionsOf(scope: Scope): (Value & FunctionFields)[] {
  return [...scope.names.values()].flatMap((value) => {
    if (value.kind === 'function') return [value];
    if (value.kind !== 'class') return [];
    return [...value.members.values()].filter((member) => member.kind === 'function');
  });
}

function* uncalled(
  functions: readonly (Value & FunctionFields)[],
  run: Execution,
  elsewhere: ReadonlySet<Body>,
): Generator<Value & FunctionFields> {
  // One that is called on the way is no longer uncalled.
  for (const value of functions) if (!run.called.has(value.body) && !elsewhere.has(value.body)) yield value;
}

/** Whether there is a call of such a method in it, or of such a function. */
function calls(body: Body, names: RegExp): boolean {
  for (const node of walk(body)) {
    if (node.type !== 'Call') continue;
    const { func } = node;
    if (
      func.type === 'Attribute' ? names.test(func.attr) : names === LOADS && func.type === 'Name' && names.test(func.id)
    )
      return true;
  }
  return false;
}

/** Whether a function loads an image, itself or in a function of the script that it calls. */
function loadsImage(body: Body, scope: Scope): boolean {
  if (calls(body, LOADS)) return true;
  for (const node of walk(body)) {
    if (node.type !== 'Call' || node.func.type !== 'Name') continue;
    const called = scope.names.get(node.func.id);
    if (called?.kind === 'function' && called.body !== body && calls(called.body, LOADS)) return true;
  }
  return false;
}

/** The parameter of a function that predicts: `model` of `model.predict(x)`; undefined where the model is none of them. */
function receiverOf({ body, parameters, defaults }: FunctionFields): string | undefined {
  const names = new Set([...parameters.positional, ...parameters.keywordOnly].map(({ name }) => name));
  for (const node of walk(body)) {
    if (node.type !== 'Call' || node.func.type !== 'Attribute' || !PREDICTS.test(node.func.attr)) continue;
    const { value } = node.func;
    if (value.type === 'Name' && names.has(value.id) && !defaults.has(value.id)) return value.id;
  }
  return undefined;
}
