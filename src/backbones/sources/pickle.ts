/** What a pickle calls, by `module name`; nothing else can be called, so that a file runs no code. */
export type Callables = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** An object of a pickle that takes its attributes after it was made: `__setstate__` of Python. */
export interface Stateful {
  setState(state: unknown): void;
}

const MARK = Symbol('mark');

/**
 * Reads one pickle of protocol 2 or 3, as far as files of weights of PyTorch and NumPy use it; dictionaries become maps.
 * The attributes of an object that is not {@link Stateful} are left out.
 *
 * Source: Python's `pickletools`.
 *
 * @param persistent what stands for a persistent id
 * @throws Error at an opcode or a callable that it does not know
 */
export function readPickle(
  bytes: Buffer,
  start: number,
  callables: Callables,
  persistent: (id: unknown) => unknown = refusePersistent,
): { value: unknown; end: number } {
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = start;
  const byte = (): number => bytes.readUInt8(at++);
  const uint32 = (): number => {
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  const line = (): string => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) throw new Error('It ends within a pickle.');
    const text = bytes.toString('latin1', at, end);
    at = end + 1;
    return text;
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('It ends within a pickle.');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const sinceMark = (): unknown[] => {
    const values = stack.splice(stack.lastIndexOf(MARK));
    return values.slice(1);
  };
  const last = (n: number): unknown[] => stack.splice(stack.length - n);
  const setAll = (pairs: unknown[]): void => {
    const map = stack[stack.length - 1] as Map<unknown, unknown>;
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
  };
  const top = (): unknown => stack[stack.length - 1];
  const operations: Record<string, () => unknown> = {
    '\x80': () => byte(), // PROTO
    '(': () => stack.push(MARK),
    '}': () => stack.push(new Map()),
    ']': () => stack.push([]),
    ')': () => stack.push([]),
    t: () => stack.push(sinceMark()),
    '\x85': () => stack.push(last(1)),
    '\x86': () => stack.push(last(2)),
    '\x87': () => stack.push(last(3)),
    e: () => {
      const values = sinceMark();
      (top() as unknown[]).push(...values);
    },
    a: () => {
      const value = stack.pop();
      (top() as unknown[]).push(value);
    },
    s: () => setAll(last(2)),
    u: () => setAll(sinceMark()),
    N: () => stack.push(null),
    '\x88': () => stack.push(true),
    '\x89': () => stack.push(false),
    K: () => stack.push(byte()),
    M: () => stack.push(byte() + 256 * byte()),
    J: () => stack.push(uint32() | 0),
    '\x8a': () => stack.push(littleEndian(take(byte()))), // LONG1
    X: () => stack.push(take(uint32()).toString()),
    C: () => stack.push(take(byte())), // SHORT_BINBYTES
    B: () => stack.push(take(uint32())), // BINBYTES
    q: () => memo.set(byte(), top()),
    r: () => memo.set(uint32(), top()),
    h: () => stack.push(memo.get(byte())),
    j: () => stack.push(memo.get(uint32())),
    c: () => {
      const name = `${line()} ${line()}`;
      if (!Object.hasOwn(callables, name)) throw new Error(`Its pickle asks for ${name}.`);
      stack.push(callables[name]);
    },
    R: () => {
      const [call, args] = last(2) as [(...args: unknown[]) => unknown, unknown[]];
      stack.push(call(...args));
    },
    b: () => {
      // BUILD: the state of an array; or attributes of an OrderedDict, such as versions of the layers.
      const state = stack.pop();
      const built = top();
      if (isStateful(built)) built.setState(state);
    },
    Q: () => stack.push(persistent(stack.pop())),
  };
  for (;;) {
    const operation = String.fromCharCode(byte());
    if (operation === '.') return { value: stack.pop(), end: at };
    if (!Object.hasOwn(operations, operation)) {
      throw new Error(`Its pickle has an opcode that files of weights do not have: ${operation.charCodeAt(0)}.`);
    }
    operations[operation]!();
  }
}

function isStateful(value: unknown): value is Stateful {
  return typeof value === 'object' && value !== null && 'setState' in value;
}

function refusePersistent(): never {
  throw new Error('Its pickle refers to something outside of it.');
}

/** A number of so many bytes that it may not be exact: only magic numbers are that long. */
function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}
