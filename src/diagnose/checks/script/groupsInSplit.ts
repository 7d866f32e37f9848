import { lastPart } from '../../../script/library/names.js';
import { scriptsOf } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Expression, Place, Statement } from '../../../script/syntax/ast.js';
import { walk } from '../../../script/syntax/walk.js';
import { scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';

type Node = Expression | Statement;
type Call = Expression & { type: 'Call' };

/** Columns that say whom or what several images show: `patient`, `subject_id`, `lesion_id`. */
const GROUP =
  /^(?:(?:patient|subject|participant|donor|proband|volunteer)s?(?:_?(?:id|no|nr|num|number|code|key|idx|index|name))?|(?:animal|person|individual|case|specimen|plant|tree|slide|scan|study|video|clip|cow|dog|horse|pig|lesion|scene|well|plate)_?(?:id|no|nr|num|number))$/i;
/** What keeps groups together, or leaves one row for each of them. */
const BY_GROUP = /Group|^groups?$|^drop_duplicates$|^unique$|^groupby$|^isin$|^PredefinedSplit$/;
/** Functions that make labels of a column. Who is on an image, is then what the network learns. */
const ENCODERS = /^(?:fit_transform|transform|to_categorical|factorize|get_dummies|Categorical|nunique)$/;
const LABELS = /label|class|target|^y(?:_|$)/i;
/** Classes of scikit-learn whose `split` draws rows. */
const SPLITTERS =
  /^(?:KFold|StratifiedKFold|RepeatedKFold|RepeatedStratifiedKFold|ShuffleSplit|StratifiedShuffleSplit)$/;
/** Objects whose attributes are no columns. */
const NO_TABLE = /^(?:self|args|opt|opts|cfg|config|params|FLAGS)$/;

/** Finds tables that name the patient of each image, and are split without regard to that. */
export function groupsInSplit(reading: ScriptReading): Finding[] {
  if (reading.stages.length === 0) return [];
  const nodes = scriptsOf(reading).flatMap(({ body }) => [...walk(body)]);
  if (!nodes.some((node) => isCallOf(node, /^read_(?:csv|excel|table|json|pickle|parquet)$/))) return [];
  if (nodes.some((node) => namesIn(node).some((name) => BY_GROUP.test(name)))) return [];
  const [column] = nodes.flatMap(columnOf);
  const splitters = new Set(nodes.flatMap(namesOfSplitters));
  const split = nodes.find((node): node is Call => isSplit(node, splitters));
  if (column === undefined || split === undefined) return [];
  if (nodes.some(makesLabels) || mentions(split.args)) return [];
  const { name, place } = column;
  const noun = name.replace(/s?_?(?:id|no|nr|num|number|code|key|idx|index|name)$/i, '');
  return [
    scriptFinding(reading, {
      check: 'leaking-split',
      severity: 'warning',
      summary: `The table has the column '${name}', but its rows are split without it: images of one ${noun} are in training and in validation, and the accuracy does not hold for another ${noun}.`,
      fix: `Split by it: GroupKFold or StratifiedGroupKFold with groups=table['${name}'], or GroupShuffleSplit for one split.`,
      at: [
        [split.place, 'draws rows'],
        [place, `the ${noun} of each row`],
      ],
    }),
  ];
}

/** The name of a function or class that is called, without what stands before it. */
function calledName(node: Node): string | undefined {
  if (node.type !== 'Call') return undefined;
  const { func } = node;
  return func.type === 'Name' ? lastPart(func.id) : func.type === 'Attribute' ? func.attr : undefined;
}

function isCallOf(node: Node, names: RegExp): boolean {
  return names.test(calledName(node) ?? '');
}

/** Names that a node itself has, those of keywords too. */
function namesIn(node: Node): string[] {
  if (node.type === 'Name') return [node.id];
  if (node.type === 'Attribute') return [node.attr];
  return node.type === 'Call' ? node.keywords.flatMap(({ name }) => name ?? []) : [];
}

/** The column of a table that a node reads, where it names a group: `table.patient`, `row['patient_id']`. */
function columnOf(node: Node): { name: string; place: Place }[] {
  const { place } = node;
  if (node.type === 'Attribute') {
    const isTable = node.value.type !== 'Name' || !NO_TABLE.test(node.value.id);
    return isTable && GROUP.test(node.attr) ? [{ name: node.attr, place }] : [];
  }
  if (node.type !== 'Subscript' || node.slice.type !== 'Constant') return [];
  const { value } = node.slice;
  return typeof value === 'string' && GROUP.test(value) ? [{ name: value, place }] : [];
}

/** Names of the objects that split: `folds = StratifiedKFold(5)`. */
function namesOfSplitters(node: Node): string[] {
  if (node.type !== 'Assign' || !isCallOf(node.value, SPLITTERS)) return [];
  return node.targets.flatMap((target) => (target.type === 'Name' ? [target.id] : []));
}

/** Whether rows are drawn there: `train_test_split(table)`, `folds.split(table)`, `KFold(5).split(table)`. */
function isSplit(node: Node, splitters: ReadonlySet<string>): boolean {
  if (node.type !== 'Call') return false;
  if (isCallOf(node, /^train_test_split$/)) return true;
  if (node.func.type !== 'Attribute' || node.func.attr !== 'split') return false;
  const { value } = node.func;
  return value.type === 'Name' ? splitters.has(value.id) : isCallOf(value, SPLITTERS);
}

/** Whether the column is the label: `y_col='person_id'`, `to_categorical(table.subject)`, `y = table['subject']`. */
function makesLabels(node: Node): boolean {
  if (node.type === 'Assign') {
    const isLabel = node.targets.some((target) => namesIn(target).some((name) => LABELS.test(name)));
    return isLabel && mentions(node.value);
  }
  if (node.type !== 'Call') return false;
  const given = node.keywords.find(({ name }) => name === 'y_col' || name === 'stratify')?.value;
  return (given !== undefined && mentions(given)) || (isCallOf(node, ENCODERS) && mentions(node));
}

/** Whether it names a group, as a column, a variable or a text. */
function mentions(tree: unknown): boolean {
  return [...walk(tree)].some(
    (node) =>
      namesIn(node).some((name) => GROUP.test(name) || /patients?|subjects?|participants?|donors?/i.test(name)) ||
      (node.type === 'Constant' && typeof node.value === 'string' && GROUP.test(node.value)),
  );
}
