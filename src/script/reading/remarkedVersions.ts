import type { Hint } from '../keras/hints.js';
import { intervalOfSpecifier, overlaps, type VersionInterval } from '../keras/versionInterval.js';
import type { ParsedScript, Place, SourceText, Statement } from '../syntax/ast.js';

/** `keras 2.2.4`, `Keras==2.1.6`, `tensorflow-gpu 1.12`, `TF v2.12`, `tf.keras 2.3`; a number after a dash is a part of a name. */
const PACKAGE =
  /(?<![\w./-])(keras|tensorflow(?:[-_](?:gpu|cpu))?|tf(?:[._]keras)?)[ \t]*(?:version|ver\.?|v)?[ \t:]*(==|>=|<=|~=|<|>)?[ \t]*v?(\d+\.\d+(?:\.\d+)*)(?![\w/-])/gi;
/** A remark that is only a number. */
const NUMBER = /^#\s*v?(\d+\.\d+(?:\.\d+)*)\s*$/;
/** What a line has to be about, for a number alone to be the version: its import, or the version that it prints. */
const SUBJECT = /\b(keras|tensorflow|tf)\b.*__version__|^\s*(?:import|from)\s+(keras|tensorflow)\b/;
/** Words of a remark about other versions than the one that the script is for. */
const OF_OTHERS =
  /\b(since|before|after|until|till|older|newer|later|earlier|from|in|bugs?|issues?|port(ed)?|mov(e|ed|ing)|upgrad\w*|migrat\w*|deprecat\w*|chang\w*|differ\w*|not|unlike|instead|removed?|renamed?|if|or|https?)\b|n't\b/i;

interface Remark {
  text: string;
  place: Place;
  /** What stands on the line before it. */
  code: string;
}

/**
 * Versions of Keras and TensorFlow that comments and docstrings name as the one that the script is for: `# Keras 2.1.6`. What is
 * said of a version in passing (`# renamed in Keras 2.3`) is none, and two versions that contradict each other say nothing.
 */
export function remarkedVersions({ body, source }: ParsedScript): Hint[] {
  const remarks = [...commentsOf(source), ...docstringOf(body)];
  const hints = remarks.flatMap(hintsOf);
  const isAgreed = ({ package: of, interval }: RemarkHint): boolean =>
    hints.every((other) => other.package !== of || overlaps(other.interval, interval));
  return hints.filter(isAgreed);
}

type RemarkHint = Hint & { kind: 'remark' };

function hintsOf({ text, place, code }: Remark): RemarkHint[] {
  const alone = NUMBER.exec(text)?.[1];
  const subject = alone === undefined ? null : SUBJECT.exec(code);
  if (alone !== undefined && subject !== null) {
    const of = subject[1] ?? subject[2]!;
    return remark(of, alone, place);
  }
  return text.split(/\n|(?<=[.;])\s/).flatMap((sentence) => {
    const named = [...sentence.matchAll(PACKAGE)];
    return OF_OTHERS.test(sentence.replace(PACKAGE, ''))
      ? []
      : named.flatMap(([, of, sign = '', number]) => remark(of!, sign + number!, place));
  });
}

function remark(of: string, version: string, place: Place): RemarkHint[] {
  const isKeras = of.toLowerCase() === 'keras';
  // A number of two parts is any patch of it.
  const specifier = /^(==)?\d+\.\d+$/.test(version) ? `==${version.replace('==', '')}.*` : version;
  const interval: VersionInterval | undefined = intervalOfSpecifier(specifier);
  if (interval === undefined) return [];
  const what = `the remark '${of} ${version}'`;
  return [{ kind: 'remark', package: isKeras ? 'keras' : 'tensorflow', interval, what, place }];
}

/** Comments of a script, without those that a string may hold: a line with a quotation mark before its `#` is left out. */
function commentsOf(source: SourceText): Remark[] {
  const parts = source.kind === 'script' ? [{ lines: source.lines, cell: undefined }] : source.cells;
  return parts.flatMap(({ lines, cell }) =>
    lines.flatMap((line, i) => {
      const at = line.indexOf('#');
      const code = line.slice(0, at);
      if (at === -1 || /["']/.test(code) || /^\s*[!%]/.test(code)) return [];
      const place: Place = { line: i + 1, column: at + 1, endLine: i + 1, endColumn: line.length + 1 };
      return [{ text: line.slice(at).trim(), code, place: cell === undefined ? place : { ...place, cell } }];
    }),
  );
}

/** The docstring of the script. */
function docstringOf([first]: readonly Statement[]): Remark[] {
  if (first?.type !== 'Expr' || first.value.type !== 'Constant' || typeof first.value.value !== 'string') return [];
  return [{ text: first.value.value, place: first.place, code: '' }];
}
