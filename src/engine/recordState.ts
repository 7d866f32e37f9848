import type { Precision } from './precision.js';
import { byShapes, openSession, type RecordOptions, type Session, withoutInputs } from './record.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;

/** A pure function of tensors and of a state; the next state has as many tensors as the state, of the same shapes. */
export type StateFunction = (inputs: Tensor[], state: Tensor[]) => { results: Tensor[]; state: Tensor[] };

/** A recorded function that keeps its state between calls. Release its memory with `dispose`. */
export interface RecordedWithState {
  /** Returns the results, and keeps the next state. */
  (inputs: Tensor[]): Tensor[];
  /** The current state, which the caller disposes. Until then, the next call copies what it changes. */
  read(): Tensor[];
  /** Replaces the state, and disposes the given tensors. */
  write(state: Tensor[]): void;
  dispose(): void;
}

/** Where the state lies. */
interface Place {
  read(): Tensor[];
  /** What is there is lost; disposes what is given. */
  write(state: Tensor[]): void;
  /** Gives the memory back, as the state lies elsewhere now. */
  release(): void;
  /** The same, where `close` follows. */
  forget(): void;
}

interface Compiled extends Place {
  run(inputs: Tensor[]): Tensor[];
  close(): void;
}

/**
 * Like `recorded`, for a function some of whose results are inputs of the next call: weights, and the state of an optimizer.
 * They are variables of the session, which are updated in place. A call with other shapes uses another session, and the
 * state moves there without a copy.
 *
 * @param state at first; disposed here
 * @throws UserError as `recorded`
 */
export function recordedWithState(
  step: StateFunction,
  state: Tensor[],
  options: RecordOptions = {},
): RecordedWithState {
  let place: Place = heldTensors(state);
  const compiled = byShapes<Compiled>(
    (inputs) => asGraph(step, inputs, place.read(), options.precision),
    () => eagerly(step),
    options,
  );
  const call = (inputs: Tensor[]): Tensor[] => {
    const there = compiled.for(inputs);
    if (there !== place) {
      const moved = place.read();
      place.release();
      there.write(moved);
      place = there;
    }
    return there.run(inputs);
  };
  return Object.assign(call, {
    read: () => place.read(),
    write: (next: Tensor[]) => place.write(next),
    dispose: () => {
      place.forget();
      compiled.dispose();
    },
  });
}

function heldTensors(state: Tensor[]): Place {
  let held = state;
  return {
    read: () => held.map((tensor) => tf.clone(tensor)),
    write: (next) => {
      tf.dispose(held);
      held = next;
    },
    release: () => tf.dispose(held),
    forget: () => tf.dispose(held),
  };
}

function eagerly(step: StateFunction): Compiled {
  const place = heldTensors([]);
  return {
    ...place,
    run: (inputs) => {
      const state = place.read();
      const numState = state.length;
      const all = tf.tidy(() => {
        const outputs = step(inputs, state);
        return withoutInputs([...outputs.results, ...outputs.state], [...inputs, ...state]);
      });
      tf.dispose(state);
      place.write(all.splice(all.length - numState));
      return all;
    },
    close: () => undefined,
  };
}

/** @param state as it is now: only its shapes count; disposed here */
function asGraph(step: StateFunction, inputs: Tensor[], state: Tensor[], precision: Precision = 'float32'): Compiled {
  const numInputs = inputs.length;
  let session: Session;
  try {
    session = openSession(
      {
        step: (tensors) => {
          const outputs = step(tensors.slice(0, numInputs), tensors.slice(numInputs));
          return [...outputs.results, ...outputs.state];
        },
        inputs: [...inputs, ...state],
        kind: 'with state',
        precision,
      },
      state.length,
    );
  } finally {
    tf.dispose(state);
  }
  const feeds = inputs.map((_, i) => `in${i}`);
  const names = (letter: string): string[] => state.map((_, k) => `${letter}${k}`);
  const [reads, writes] = [names('r'), names('s')];
  return {
    run: (tensors) => session.run(feeds, tensors, session.results),
    read: () => session.run([], [], reads),
    write: (next) => {
      tf.dispose([...session.run(writes, next, ['assigned']), ...next]);
    },
    release: () => tf.dispose(session.run([], [], ['released'])),
    forget: () => undefined, // its variables end with a session
    close: session.close,
  };
}
