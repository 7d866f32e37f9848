/**
 * Syntax of Python as thaw reads it: the nodes of Python's own module `ast`, by their names there, each with its place.
 * Nodes that no script of a training needs are `Unparsed`, as is what no parser can read.
 */

/**
 * Where something stands in a script. Lines and columns count from 1; the end is exclusive. Columns are in characters of a
 * JavaScript string: `line.slice(column - 1, endColumn - 1)` is the text. What is inside an f-string has the place of the
 * whole string.
 */
export interface Place {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** Number of the cell of a notebook, from 1 over all its cells, those of text too; lines are then those of the cell. */
  cell?: number;
  /** A module beside the script, where it is not the script itself. */
  file?: string;
}

interface Placed {
  place: Place;
}

/** `keyword=value` of a call; `name` is null for `**value`. */
export interface Keyword extends Placed {
  name: string | null;
  value: Expression;
}

export type Expression = Placed &
  (
    | { type: 'Constant'; value: number | string | boolean | null; kind?: 'bytes' | 'ellipsis' | 'complex' }
    | { type: 'Name'; id: string }
    | { type: 'Attribute'; value: Expression; attr: string }
    | { type: 'Call'; func: Expression; args: Expression[]; keywords: Keyword[] }
    | { type: 'Tuple' | 'List' | 'Set'; elts: Expression[] }
    /** A key is null for `**value`. */
    | { type: 'Dict'; keys: (Expression | null)[]; values: Expression[] }
    | { type: 'BinOp'; left: Expression; op: BinaryOperator; right: Expression }
    | { type: 'UnaryOp'; op: '+' | '-' | 'not' | '~'; operand: Expression }
    | { type: 'BoolOp'; op: 'and' | 'or'; values: Expression[] }
    | { type: 'Compare'; left: Expression; ops: Comparison[]; comparators: Expression[] }
    | { type: 'Subscript'; value: Expression; slice: Expression }
    | { type: 'Slice'; lower: Expression | null; upper: Expression | null; step: Expression | null }
    | { type: 'Lambda'; args: Parameters; body: Expression }
    | { type: 'IfExp'; test: Expression; body: Expression; orelse: Expression }
    /** An f-string: constants, and `FormattedValue`s. */
    | { type: 'JoinedStr'; values: Expression[] }
    /** `{value!conversion:format}`; a format with values in it is their text. */
    | { type: 'FormattedValue'; value: Expression; conversion: 'r' | 's' | 'a' | null; format: string | null }
    | { type: 'Starred'; value: Expression }
    | { type: 'Comprehension'; kind: 'list' | 'set' | 'generator'; elt: Expression; generators: Generator[] }
    | { type: 'DictComprehension'; key: Expression; value: Expression; generators: Generator[] }
    | { type: 'NamedExpr'; target: Expression; value: Expression }
    | { type: 'Yield'; value: Expression | null; from: boolean }
    | { type: 'Await'; value: Expression }
    | UnparsedFields
  );

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '<<' | '>>' | '|' | '&' | '^';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';

/** `for target in iter if ifs` of a comprehension. */
export interface Generator {
  target: Expression;
  iter: Expression;
  ifs: Expression[];
}

/** Parameters of a function. */
export interface Parameters {
  /** In their order; those without a default have null. */
  positional: { name: string; value: Expression | null }[];
  /** Name of `*args`; null if there is none. */
  rest: string | null;
  keywordOnly: { name: string; value: Expression | null }[];
  /** Name of `**kwargs`; null if there is none. */
  keywords: string | null;
}

/** A name of an import: `import name as asname`. */
export interface Alias {
  name: string;
  asname: string | null;
}

/** What is kept as text: a line of a shell, a magic of IPython, or syntax that no parser can read. */
interface UnparsedFields {
  type: 'Unparsed';
  text: string;
  /** In words, for the list of what is not understood. */
  why: string;
}

export type Statement = Placed &
  (
    | { type: 'Expr'; value: Expression }
    | { type: 'Assign'; targets: Expression[]; value: Expression }
    | { type: 'AugAssign'; target: Expression; op: BinaryOperator; value: Expression }
    /** Value is null for `name: type` alone. */
    | { type: 'AnnAssign'; target: Expression; value: Expression | null }
    | { type: 'For'; target: Expression; iter: Expression; body: Statement[]; orelse: Statement[] }
    | { type: 'While'; test: Expression; body: Statement[]; orelse: Statement[] }
    | { type: 'If'; test: Expression; body: Statement[]; orelse: Statement[] }
    /** Patterns have places, cases have none, as in Python. */
    | { type: 'Match'; subject: Expression; cases: MatchCase[] }
    | { type: 'With'; items: { value: Expression; target: Expression | null }[]; body: Statement[] }
    | {
        type: 'FunctionDef';
        name: string;
        args: Parameters;
        body: Statement[];
        decorators: Expression[];
      }
    | { type: 'ClassDef'; name: string; bases: Expression[]; body: Statement[]; decorators: Expression[] }
    | { type: 'Return'; value: Expression | null }
    | { type: 'Import'; names: Alias[] }
    /** `level` is the number of leading dots. */
    | { type: 'ImportFrom'; module: string | null; names: Alias[]; level: number }
    | {
        type: 'Try';
        body: Statement[];
        handlers: { name: string | null; body: Statement[] }[];
        orelse: Statement[];
        finalbody: Statement[];
      }
    | { type: 'Raise' | 'Pass' | 'Break' | 'Continue' }
    | { type: 'Assert'; test: Expression }
    | { type: 'Delete'; targets: Expression[] }
    | { type: 'Global' | 'Nonlocal'; names: string[] }
    /** `%matplotlib inline`, `!pip install`, `%%time`; the text without what follows on other lines. */
    | { type: 'Magic'; text: string }
    | UnparsedFields
  );

/** `case pattern if guard:` of a `match`. */
export interface MatchCase {
  pattern: Pattern;
  guard: Expression | null;
  body: Statement[];
}

export type Pattern = Placed &
  /** A constant, or a dotted name. */
  (
    | { type: 'MatchValue'; value: Expression }
    /** `pattern as name`, `name`, or `_`, which has neither. */
    | { type: 'MatchAs'; pattern: Pattern | null; name: string | null }
    | { type: 'MatchOr'; patterns: Pattern[] }
    | { type: 'MatchSequence'; patterns: Pattern[] }
    /** `*name` in a sequence; null for `*_`. */
    | { type: 'MatchStar'; name: string | null }
    /** Of a class or a mapping: which names it binds, in the order of the alphabet. */
    | { type: 'MatchOther'; names: string[] }
  );

/** A script or a notebook, parsed. */
export interface ParsedScript {
  file: string;
  /** In order of the file; those of a notebook follow each other. */
  body: Statement[];
  /** Lines of the file, or of each cell of code; to quote what stands at a place. */
  source: SourceText;
  /** What no parser could read, and what is odd about the file, in words. */
  notes: SourceNote[];
  /** Of a notebook, from its metadata. `2` where the file says none and has what only Python 2 reads, whose `/` rounds down. */
  pythonVersion?: string;
  /** Of a notebook: how the progress lines among its outputs name the validation accuracy, and the cell of the first one. */
  printed?: { name: 'val_acc' | 'val_accuracy'; cell: number };
  /** Of a notebook: versions of packages that its cells ask for and their outputs show. */
  versions?: readonly PrintedVersion[];
}

/** The version of a package, as the output of a cell shows it. */
export interface PrintedVersion {
  package: 'keras' | 'tensorflow';
  /** `2.9.1` */
  version: string;
  cell: number;
}

export interface SourceNote {
  /** Undefined where the note is about the whole file. */
  place?: Place;
  text: string;
  why: string;
}

/** Text of a script by lines; of a notebook, by cell and line. */
export type SourceText =
  | { kind: 'script'; lines: readonly string[] }
  | { kind: 'notebook'; cells: readonly { cell: number; executionCount: number | null; lines: readonly string[] }[] };
