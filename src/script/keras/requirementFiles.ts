import { table } from '../../base/table.js';
import type { Hint } from './hints.js';
import { intervalOfSpecifier } from './versionInterval.js';

/** Packages whose version says which Keras runs, with the package that they stand for. */
const PACKAGES: Record<string, 'keras' | 'tensorflow' | 'tf_keras' | 'python'> = table({
  keras: 'keras',
  'keras-gpu': 'keras',
  tensorflow: 'tensorflow',
  'tensorflow-gpu': 'tensorflow',
  'tensorflow-cpu': 'tensorflow',
  'tensorflow-base': 'tensorflow',
  'tensorflow-mkl': 'tensorflow',
  'tensorflow-macos': 'tensorflow',
  'tensorflow-rocm': 'tensorflow',
  'tensorflow-intel': 'tensorflow',
  'intel-tensorflow': 'tensorflow',
  'tf-keras': 'tf_keras',
  python: 'python',
});

/** What one line says of one package; nothing if the package or its specifier says nothing about Keras. */
function hintsOfRequirement(name: string, specifier: string, file: string, line: number | undefined): Hint[] {
  const requirement = PACKAGES[name.toLowerCase().replaceAll('_', '-')];
  const written = specifier.trim();
  if (requirement === undefined || written === '' || written === '*') return [];
  const interval = intervalOfSpecifier(written);
  if (interval === undefined) return [];
  const what = `${file} asks for ${name} ${written}`;
  return [{ kind: 'requirement', package: requirement, interval, what, file, ...(line !== undefined && { line }) }];
}

type Reader = (text: string, file: string) => Hint[];

function byLine(read: (line: string) => [name: string, specifier: string][]): Reader {
  return (text, file) =>
    text
      .split(/\r?\n/)
      .flatMap((line, index) => read(line).flatMap(([name, spec]) => hintsOfRequirement(name, spec, file, index + 1)));
}

const NAME = '[A-Za-z][A-Za-z0-9._-]*';

/** One requirement as pip reads it: `tensorflow-gpu[and-cuda] >= 2.1 ; python_version < "3.9"`, or a wheel's name. */
function pipRequirement(text: string): [string, string][] {
  const wheel = /(?:^|[/\s])(tensorflow(?:_gpu|_cpu)?|keras)-(\d+(?:\.\d+)+)(?:-[\w.]+)*\.(?:whl|tar\.gz)/i.exec(text);
  if (wheel !== null) return [[wheel[1]!, `==${wheel[2]}`]];
  const match = new RegExp(`^\\s*(${NAME})\\s*(?:\\[[^\\]]*\\])?\\s*\\(?([<>=!~][^;#)]*)?`).exec(text);
  return match === null ? [] : [[match[1]!, match[2] ?? '']];
}

const readRequirements = byLine((line) => pipRequirement(line));

/** `- tensorflow=2.3.0=mkl_py37h0481017_0`, `- pip requirement`. */
const readCondaEnvironment = byLine((line) => {
  const match = new RegExp(`^\\s*-\\s*["']?(?:[\\w-]+::)?(${NAME})\\s*([<>=!~][^"'#]*)?`).exec(line);
  if (match === null) return [];
  const specifier = (match[2] ?? '').trim();
  // Conda's exact build: name=version=build.
  const build = /^=([^=]+)=[^=]+$/.exec(specifier);
  return [[match[1]!, build === null ? specifier : `==${build[1]}`]];
});

/** `name = "tensorflow"`, then `version = "2.3.0"`: poetry.lock, uv.lock, pdm.lock. */
const readLock: Reader = (text, file) => {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const name = /^name = "([^"]+)"/.exec(line)?.[1];
    const version = /^version = "([^"]+)"/.exec(lines[index + 1] ?? '')?.[1];
    return name === undefined || version === undefined ? [] : hintsOfRequirement(name, `==${version}`, file, index + 2);
  });
};

/** `tensorflow = "^2.3"`, `tensorflow = {version = "^2.3", …}`, `requires-python = ">=3.8"`, or pip's form in a list. */
const readToml = byLine((line) => {
  const python = /^\s*requires-python\s*=\s*"([^"]+)"/.exec(line);
  if (python !== null) return [['python', python[1]!]];
  const table = new RegExp(`^\\s*"?(${NAME})"?\\s*=\\s*(?:\\{.*?version\\s*=\\s*)?"([^"]*)"`).exec(line);
  if (table !== null && /^[\d^~<>=!*]/.test(table[2]!)) return [[table[1]!, table[2]!]];
  return quotedRequirements(line);
});

/** Requirements in quotes: lists of pyproject.toml, `install_requires` of setup.py. */
function quotedRequirements(line: string): [string, string][] {
  return [...line.matchAll(/["']([^"']+)["']/g)].flatMap((match) => pipRequirement(match[1]!));
}

/** `tensorflow.version` under `default` and `develop`, and `python_version`. */
const readPipfileLock: Reader = (text, file) =>
  byLine((line) => {
    const python = /"python_(?:full_)?version": "([^"]+)"/.exec(line);
    return python === null ? [] : [['python', `==${python[1]}.*`]];
  })(text, file).concat(
    [...text.matchAll(/"([A-Za-z][\w.-]*)": \{[^{}]*"version": "(==[^"]+)"/g)].flatMap((match) =>
      hintsOfRequirement(match[1]!, match[2]!, file, text.slice(0, match.index).split('\n').length),
    ),
  );

/** `FROM tensorflow/tensorflow:2.3.0-gpu-py3`, and pip's commands. */
const readDockerfile = byLine((line) => {
  const image = /^\s*FROM\s+(?:[\w./-]*\/)?tensorflow:(\d+(?:\.\d+)*)/i.exec(line);
  return image === null ? installedBy(line) : [['tensorflow', `==${image[1]}`]];
});

function installedBy(line: string): [string, string][] {
  const command = /\b(?:pip3?|conda|mamba)\s+install\s+(.*)$/.exec(line);
  if (command === null) return [];
  return command[1]!
    .split(/\s+(?![<>=!~])/)
    .map((word) => word.replace(/^["']|["']$/g, ''))
    .filter((word) => !word.startsWith('-'))
    .flatMap(pipRequirement);
}

const READERS: [pattern: RegExp, read: Reader][] = [
  [/^(environment|conda)[\w.-]*\.ya?ml$/i, readCondaEnvironment],
  [/^(poetry|uv|pdm)\.lock$/i, readLock],
  [/^pipfile\.lock$/i, readPipfileLock],
  [/^(pipfile|pyproject\.toml)$/i, readToml],
  [
    /^setup\.(py|cfg)$/i,
    byLine((line) => (line.includes('"') || line.includes("'") ? quotedRequirements(line) : pipRequirement(line))),
  ],
  [/^dockerfile/i, readDockerfile],
  [
    /^runtime\.txt$/i,
    byLine((line) => [...line.matchAll(/^python-([\d.]+)/g)].map((match) => ['python', `==${match[1]}`])),
  ],
  [/^(requirements|constraints)?[\w.-]*\.(txt|in|pip)$/i, readRequirements],
];

/** Whether `hintsOfFile` reads a file of this name, without its folder. */
export function isRequirementFile(name: string): boolean {
  return READERS.some(([pattern]) => pattern.test(name)) && !/\.(txt|in|pip)$/i.test(name)
    ? true
    : /^(requirements|constraints|runtime)[\w.-]*\.(txt|in|pip)$/i.test(name);
}

/**
 * What a file beside the script says about the versions of Python, Keras and TensorFlow: requirements*.txt,
 * environment*.yml, poetry.lock, uv.lock, Pipfile, Pipfile.lock, pyproject.toml, setup.py, Dockerfile, runtime.txt.
 * Empty if it says nothing, or is another file.
 *
 * @param name without its folder
 */
export function hintsOfFile(name: string, text: string): Hint[] {
  const reader = READERS.find(([pattern]) => pattern.test(name));
  return reader === undefined ? [] : reader[1](text, name);
}

/** What a shell line of a notebook says, such as `!pip install -q tensorflow==2.3.0`. */
export function hintsOfShellLine(line: string, file: string, lineNumber?: number): Hint[] {
  return installedBy(line).flatMap(([name, specifier]) => hintsOfRequirement(name, specifier, file, lineNumber));
}
