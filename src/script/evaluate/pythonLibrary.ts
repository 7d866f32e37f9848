import { table } from '../../base/table.js';
import type { Place } from '../syntax/ast.js';
import { ROUNDING, type Rounding, roundedCount } from './counts.js';
import { joinText } from './operators.js';
import {
  type Arguments,
  type ClassFields,
  constant,
  type Execution,
  type Host,
  host,
  list,
  numberOf,
  scopeIn,
  stringOf,
  textOf,
  tuple,
  unknown,
  type Value,
} from './values.js';

type Call = (args: Arguments, at: Place, run: Execution) => Value | undefined;

/** Calls a function of Python's own modules; undefined where it is none, or thaw does not know its result. */
export function callOfPython(name: string, args: Arguments, at: Place, run: Execution): Value | undefined {
  const call = CALLS[name];
  if (call !== undefined) return call(args, at, run);
  const [, module, last = ''] = /^(math|numpy)\.(\w+)$/.exec(name) ?? [];
  const how = ROUNDING.get(last);
  if (module !== undefined && how !== undefined) return roundOf(last, how, args, at);
  const compute = module === 'math' ? MATH[last] : undefined;
  const numbers = args.positional.map(numberOf);
  if (compute === undefined || numbers.length === 0 || numbers.includes(undefined)) return undefined;
  return constant(compute(...(numbers as number[])), at);
}

/** `math.ceil(n / 32)`, `np.round(n)`: of a number or a count; undefined of an array and of digits after the comma. */
function roundOf(name: string, how: Rounding, { positional, keywords }: Arguments, at: Place): Value | undefined {
  const [value, digits] = positional;
  const number = numberOf(value);
  if (digits !== undefined || keywords.size > 0) return undefined;
  return number === undefined
    ? roundedCount(value, how, name, at)
    : constant(name === 'trunc' ? Math.trunc(number) : ROUND[how](number), at);
}

const ROUND: Record<Rounding, (number: number) => number> = {
  down: Math.floor,
  up: Math.ceil,
  // A half goes to the even number.
  nearest: (number) => (Math.abs(number % 1) === 0.5 ? 2 * Math.round(number / 2) : Math.round(number)),
};

/** What a name of Python's own modules stands for, where that is a constant. */
export function constantOfPython(name: string, at: Place): Value | undefined {
  if (name === 'math.pi') return constant(Math.PI, at);
  if (name === 'math.e') return constant(Math.E, at);
  if (name === 'os.sep' || name === 'os.path.sep') return constant('/', at);
  if (name === 'sys.argv') return unknown('whoever starts the script gives it', 'sys.argv', at);
  if (name === 'os.environ') return unknown('the environment gives it', 'os.environ', at);
  return undefined;
}

const MATH: Record<string, (...numbers: number[]) => number> = table({
  sqrt: Math.sqrt,
  log: (number, base) => (base === undefined ? Math.log(number) : Math.log(number) / Math.log(base)),
  exp: Math.exp,
  pow: (base, exponent) => base ** exponent,
  cos: Math.cos,
  sin: Math.sin,
});

const nothing: Call = (_args, at) => constant(null, at);

/** What a machine or a person says while the script runs. */
function fromOutside(text: string): Call {
  return ({ positional }, at) =>
    unknown(
      'the text does not say what is there',
      `${text}(${positional.map((value) => textOf(value)).join(', ')})`,
      at,
    );
}

const joined: Call = ({ positional }, at) =>
  joinText(
    positional.flatMap((part, i) => (i === 0 ? [part] : [constant('/', at), part])),
    at,
  );

/** `importlib.import_module('keras.applications.vgg16')`: a module beside the script, or one of a library. */
const importModule: Call = ({ positional: [module], keywords }, at, run) => {
  const name = stringOf(module ?? keywords.get('name'));
  if (name === undefined || name.startsWith('.')) return undefined;
  return run.module(name, at) ?? { kind: 'name', name, origin: at };
};

const CALLS: Record<string, Call> = table({
  'importlib.import_module': importModule,
  'os.path.join': joined,
  'pathlib.Path': joined,
  'pathlib.PurePath': joined,
  'os.path.abspath': ({ positional: [file] }) => file,
  'os.path.normpath': ({ positional: [file] }) => file,
  'os.path.expanduser': ({ positional: [file] }) => file,
  'os.path.basename': ({ positional: [file] }, at) => {
    const text = stringOf(file);
    return text === undefined ? undefined : constant(text.slice(text.lastIndexOf('/') + 1), at);
  },
  'os.path.dirname': ({ positional: [file] }, at) => {
    const text = stringOf(file);
    return text === undefined ? undefined : constant(text.slice(0, Math.max(0, text.lastIndexOf('/'))), at);
  },
  'os.getcwd': (_args, at) => constant('.', at),
  'os.listdir': fromOutside('os.listdir'),
  'os.walk': fromOutside('os.walk'),
  'os.path.exists': fromOutside('os.path.exists'),
  'os.path.isfile': fromOutside('os.path.isfile'),
  'os.path.isdir': fromOutside('os.path.isdir'),
  'glob.glob': fromOutside('glob.glob'),
  'os.makedirs': nothing,
  'os.mkdir': nothing,
  'os.chdir': nothing,
  'os.system': nothing,
  'os.remove': nothing,
  'random.seed': nothing,
  'warnings.filterwarnings': nothing,
  'warnings.simplefilter': nothing,
  'gc.collect': nothing,
  'time.time': fromOutside('time.time'),
  'copy.copy': ({ positional: [value] }) => value,
  'copy.deepcopy': ({ positional: [value] }) => value,
  'argparse.ArgumentParser': (_args, at) => host(argumentParser(), at),
  'argparse.Namespace': ({ keywords }, at) => namespace(new Map(keywords), at),
  'types.SimpleNamespace': ({ keywords }, at) => namespace(new Map(keywords), at),
  'collections.OrderedDict': ({ positional: [items] }, at) =>
    items === undefined ? { kind: 'dict', entries: new Map(), isComplete: true, origin: at } : undefined,
  'collections.defaultdict': ({ positional: [factory] }, at) => ({
    kind: 'dict',
    entries: new Map(),
    isComplete: false,
    makesLists: factory?.kind === 'name' && factory.name === 'builtins.list',
    origin: at,
  }),
  'functools.partial': partial,
});

/** `partial(callee, ...)`: a function that passes on what it is given. */
function partial({ positional: [callee, ...first], keywords }: Arguments, at: Place): Value | undefined {
  if (callee === undefined) return undefined;
  const bound: Host = {
    what: textOf(callee),
    call: (args, place, run) =>
      run.call(
        callee,
        {
          ...args,
          positional: [...first, ...args.positional],
          keywords: new Map([...keywords, ...args.keywords]),
        },
        place,
      ),
  };
  return host(bound, at);
}

const NAMESPACE: ClassFields = { kind: 'class', name: 'Namespace', bases: [], members: scopeIn(undefined).names };

function namespace(fields: Map<string, Value>, at: Place): Value {
  return { kind: 'instance', of: NAMESPACE, fields, origin: at };
}

/** `argparse.ArgumentParser`: what is not given has its default. */
function argumentParser(): Host {
  const fields = new Map<string, Value>();
  const parser: Host = {
    what: 'a parser of arguments',
    method: (name, args, at) => {
      switch (name) {
        case 'add_argument':
          addArgument(fields, args, at);
          return constant(null, at);
        case 'parse_args':
          return namespace(fields, at);
        case 'parse_known_args':
          return tuple([namespace(fields, at), list([], at)], at);
        case 'add_argument_group':
        case 'add_mutually_exclusive_group':
          return host(parser, at);
        case 'set_defaults':
          for (const [key, value] of args.keywords) fields.set(key, value);
          return constant(null, at);
        default:
          return undefined;
      }
    },
  };
  return parser;
}

function addArgument(fields: Map<string, Value>, { positional, keywords }: Arguments, at: Place): void {
  const names = positional.flatMap((value) => stringOf(value) ?? []);
  const long = names.find((name) => name.startsWith('--')) ?? names[0];
  const name = stringOf(keywords.get('dest')) ?? long?.replace(/^-+/, '').replaceAll('-', '_');
  if (name === undefined) return;
  const action = stringOf(keywords.get('action'));
  const other = keywords.get('default');
  if (other !== undefined) fields.set(name, typed(other, keywords.get('type'), at));
  else if (action === 'store_true' || action === 'store_false')
    fields.set(name, constant(action === 'store_false', at));
  else if (long?.startsWith('-') && keywords.get('required') === undefined) fields.set(name, constant(null, at));
  else fields.set(name, unknown('whoever starts the script gives it', `args.${name}`, at));
}

/** A default that is a text is converted as an argument is. */
function typed(value: Value, type: Value | undefined, at: Place): Value {
  const text = stringOf(value);
  if (text === undefined || type?.kind !== 'name') return value;
  if (type.name !== 'builtins.int' && type.name !== 'builtins.float') return value;
  return Number.isNaN(Number(text)) ? value : { ...constant(Number(text), at), origin: value.origin };
}
