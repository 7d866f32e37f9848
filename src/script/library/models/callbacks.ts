import { positionalArguments } from '../../evaluate/arguments.js';
import { libraryBases, memberOf } from '../../evaluate/classes.js';
import { type Execution, type FunctionFields, oneOrMore, unknown, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { walk } from '../../syntax/walk.js';
import { canonical } from '../names.js';
import { configuredOf } from './configured.js';

/** Methods of a callback that Keras calls while it trains. */
const CALLED = ['on_train_begin', 'on_epoch_begin', 'on_epoch_end', 'on_train_end'];
/** What a generator lists by file, beside predictions. */
const LISTED = /^(classes|labels|filenames|filepaths)$/;
const PREDICTS = /^predict/;

/**
 * Runs the callbacks of the script that predict and take what a generator lists by file: both are put side by side there. Others
 * are not run: what they change in the model during training is no setting from before it.
 *
 * @param model the model that trains, which Keras gives a callback as `self.model`
 */
export function runCallbacks(callbacks: Value | undefined, model: Value, at: Place, run: Execution): void {
  for (const callback of oneOrMore(callbacks)) {
    for (const called of methodsOf(callback, model)) {
      if (!compares(called.body)) continue;
      const args = positionalArguments(
        unknown('Keras counts it', 'epoch', at),
        unknown('training gives it', 'logs', at),
      );
      run.repeat(() => run.call(called, args, at));
    }
  }
}

function methodsOf(callback: Value, model: Value): (Value & FunctionFields)[] {
  if (callback.kind === 'instance' && libraryBases(callback.of).some(isCallback)) {
    callback.fields.set('model', model);
    return CALLED.flatMap((name) => {
      const method = memberOf(callback.of, name);
      return method?.kind === 'function' ? [{ ...method, self: callback }] : [];
    });
  }
  const made = configuredOf(callback);
  if (made?.className !== 'LambdaCallback') return [];
  return CALLED.flatMap((name) => {
    const value = made.args.get(name);
    return value?.kind === 'function' ? [value] : [];
  });
}

function isCallback(name: string): boolean {
  return /^keras\.callbacks\.\w*Callback$/.test(canonical(name));
}

function compares(body: FunctionFields['body']): boolean {
  const names = [...walk(body)].flatMap((node) => (node.type === 'Attribute' ? node.attr : []));
  return names.some((name) => LISTED.test(name)) && names.some((name) => PREDICTS.test(name));
}
