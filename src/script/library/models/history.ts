import {
  constant,
  type Host,
  host,
  isNone,
  list,
  numberOf,
  oneOrMore,
  textOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { configuredOf } from './configured.js';

/** Callbacks of Keras that may end a training before its last epoch, and those that do what a function of the script says. */
const MAY_STOP = /^(EarlyStopping|TerminateOnNaN|LambdaCallback)$/;
/** Most epochs that are written out. */
const MOST_EPOCHS = 10_000;

/** What `fit` returns: the numbers of its epochs, where nothing can end it early, and figures that only training gives. */
export function historyValue(given: ReadonlyMap<string, Value>, at: Place): Value {
  const epochs = epochsOf(given, at);
  const open = (what: string, place: Place): Value => unknown('training gives it', `history.${what}`, place);
  const figures: Host = {
    what: 'history.history',
    item: (index, place) =>
      index.kind === 'slice'
        ? undefined
        : {
            ...unknown('training gives it', `history.history[${textOf(index)}]`, place),
            ...(epochs !== undefined && { length: epochs.length }),
          },
    iterate: (place) => ({ items: [open('history key', place)], isComplete: false }),
    attribute: (name, place) => open(`history.${name}`, place),
    method: (name, _args, place) => open(`history.${name}()`, place),
  };
  const history: Host = {
    what: 'the history of a training',
    attribute: (name, place) => {
      if (name === 'history') return host(figures, place);
      if (name !== 'epoch') return open(name, place);
      return epochs === undefined
        ? unknown('an earlier training decides it, which may stop before its last epoch', epochText(at), place)
        : list([...epochs], place);
    },
    method: (name, _args, place) => open(`${name}()`, place),
    item: (_index, place) => unknown('training gives it', 'a history', place),
  };
  return host(history, at);
}

/** Another one for each training: they need not be equal. */
function epochText({ cell, line }: Place): string {
  return `history.epoch of ${cell === undefined ? '' : `cell ${cell}, `}line ${line}`;
}

/** Numbers of the epochs, from 0 or `initial_epoch` on; undefined where the text does not say how many there are. */
function epochsOf(given: ReadonlyMap<string, Value>, at: Place): Value[] | undefined {
  const number = (name: string, standard: number): number | undefined => {
    const value = given.get(name);
    return value === undefined ? standard : numberOf(value);
  };
  const [first, end] = [number('initial_epoch', 0), number('epochs', 1)];
  if (first === undefined || end === undefined || end - first > MOST_EPOCHS || mayStop(given.get('callbacks')))
    return undefined;
  return Array.from({ length: Math.max(0, Math.ceil(end - first)) }, (_, i) => constant(first + i, at));
}

function mayStop(callbacks: Value | undefined): boolean {
  if (callbacks === undefined || isNone(callbacks)) return false;
  const isOpen = callbacks.kind === 'sequence' && !callbacks.isComplete;
  return isOpen || oneOrMore(callbacks).some((item) => MAY_STOP.test(configuredOf(item)?.className ?? 'EarlyStopping'));
}
