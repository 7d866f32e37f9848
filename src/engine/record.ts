import { UnusableFile, UserError } from '../base/errors.js';
import type { Backend, Binding } from './binding.js';
import { loadGraph } from './graphDef.js';
import { checkPrecision, type Precision } from './precision.js';
import { isRecording, NotRecordable, type Tape, type ToRecord, writeTape } from './tape.js';
import { graphOf } from './tapeGraph.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;
/** A pure function of tensors: it assigns nothing, and draws nothing that does not come from its inputs. */
export type TensorFunction = (inputs: Tensor[]) => Tensor[];

/** A recorded function: the same signature, run as one TensorFlow graph. Release its memory with `dispose`. */
export interface Recorded {
  (inputs: Tensor[]): Tensor[];
  dispose(): void;
}

interface Compiled {
  run(inputs: Tensor[]): Tensor[];
  close(): void;
}

/**
 * Records a function as a TensorFlow graph, like `tf.function` in Python, and returns a faster function with the same
 * signature. The first call with a set of shapes records every kernel that the function calls, without running it. A
 * TensorFlow session then runs the graph.
 *
 * Tensors that are no inputs of the function become constants of the graph. A function that reads values (`dataSync`, a
 * loop until a tensor is small), or draws random numbers in JavaScript, cannot be a graph: it runs eagerly, with one
 * warning.
 *
 * @throws UserError if the precision is bfloat16 and the processor has no AMX, or the function cannot be a graph
 * @throws UnusableFile if the folder for temporary files cannot be written to
 */
export function recorded(step: TensorFunction, options: RecordOptions = {}): Recorded {
  const { precision = 'float32' } = options;
  const compile = byShapes<Compiled>(
    (inputs) => asGraph(step, inputs, precision),
    () => eagerly(step),
    options,
  );
  const call = (inputs: Tensor[]): Tensor[] => (isRecording() ? step(inputs) : compile.for(inputs).run(inputs)); // recording: part of a larger one
  return Object.assign(call, { dispose: compile.dispose });
}

export interface RecordOptions {
  /** Number format that convolutions compute in. Default: float32 */
  precision?: Precision;
  /** Called with the warning. Default: it goes to the console */
  say?: (text: string) => void;
}

/** The graph of a function for each set of shapes; the eager function, which is float32, if there is no graph. */
export function byShapes<C extends { close(): void }>(
  asGraph: (inputs: Tensor[]) => C,
  eagerly: () => C,
  { precision = 'float32', say = console.warn }: RecordOptions,
): { for(inputs: Tensor[]): C; dispose(): void } {
  checkPrecision(precision);
  const compiled = new Map<string, C>();
  let said = false;
  const compile = (inputs: Tensor[]): C => {
    try {
      return asGraph(inputs);
    } catch (error) {
      if (!(error instanceof NotRecordable)) throw error;
      if (precision !== 'float32') throw notIn(precision, error);
      if (!said)
        say(`A function is not recorded as a graph, since ${error.message}: it runs eagerly, which is slower.`);
      said = true;
      return eagerly();
    }
  };
  return {
    for: (inputs) => {
      const key = inputs.map(({ shape, dtype }) => `${dtype}[${shape}]`).join();
      const found = compiled.get(key) ?? compile(inputs);
      compiled.set(key, found);
      return found;
    },
    dispose: () => {
      for (const { close } of compiled.values()) close();
      compiled.clear();
    },
  };
}

function notIn(precision: Precision, { message }: NotRecordable): UserError {
  return new UserError(
    `A function in ${precision} is expected to be one that can be recorded as a graph.`,
    message,
    "Set 'precision' to 'float32'.",
  );
}

/** A function of no state, run by TensorFlow kernel by kernel. It gives back nothing that it was given, as a graph. */
function eagerly(step: TensorFunction): Compiled {
  return {
    run: (inputs) => tf.tidy(() => withoutInputs(step(inputs), inputs)),
    close: () => undefined,
  };
}

/** The results, and in the place of one that is an input a clone of it. */
export function withoutInputs(results: Tensor[], inputs: Tensor[]): Tensor[] {
  return results.map((result) => (inputs.includes(result) ? tf.clone(result) : result));
}

function asGraph(step: TensorFunction, inputs: Tensor[], precision: Precision): Compiled {
  const session = openSession({ step, inputs, kind: 'pure', precision });
  const feeds = inputs.map((_, i) => `in${i}`);
  return { run: (tensors) => session.run(feeds, tensors, session.results), close: session.close };
}

/** A graph that TensorFlow holds. */
export interface Session {
  /** Names of the nodes that are the function's results. */
  results: string[];
  /** Gives nodes' values. @param feeds names of the nodes whose values are given */
  run(feeds: readonly string[], tensors: Tensor[], fetches: readonly string[]): Tensor[];
  close(): void;
}

/** @param numState as `graphOf` takes it. @throws NotRecordable if no graph can stand for the function */
export function openSession(given: ToRecord, numState = 0): Session {
  const backend = tf.backend() as unknown as Backend;
  const { binding } = backend;
  const tape = writeTape(backend, given);
  if (!sameValues(tape.made, writeTape(backend, given).made)) {
    throw new NotRecordable('it draws at random outside TensorFlow');
  }
  const session = opened(binding, tape, numState, given.precision);
  const ports = (names: readonly string[]): string => names.map((name) => `${name}:0`).join(',');
  return {
    results: tape.resultIds.slice(0, tape.resultIds.length - numState).map((_, i) => `out${i}`),
    run: (feeds, tensors, fetches) =>
      binding
        .runSavedModel(session, backend.getInputTensorIds(tensors), ports(feeds), ports(fetches))
        .map((metadata) => backend.createOutputTensor(metadata)),
    close: () => binding.deleteSavedModel(session),
  };
}

function opened(binding: Binding, tape: Tape, numState: number, precision: Precision): number {
  const graph = graphOf(tape, binding, numState, precision);
  try {
    return loadGraph(binding, graph);
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new NotRecordable(`TensorFlow refuses the graph (${(error as Error).message})`);
  }
}

/** Whether two recordings have the same constants. */
function sameValues(a: Tape['made'], b: Tape['made']): boolean {
  const bytes = (values: ArrayBufferView): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return a.length === b.length && a.every((values, i) => bytes(values).equals(bytes(b[i]!)));
}
