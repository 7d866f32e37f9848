import { valuesOf } from './arguments.js';
import { type Arguments, stringOf, textOf, type Value } from './values.js';

/** Functions that write the file which one of their arguments names, by their last names. */
const WRITES = /(?:^|\.)(?:save\w*|dump|to_(?:csv|pickle|hdf|parquet|json|feather)|write_\w+|imwrite|ModelCheckpoint)$/;
/** Functions that open a file to write it where their second argument says so. */
const OPENS = /(?:^|\.)(?:open|File)$/;

/** Files that a call writes, as texts of their names; those among its arguments that are no files do no harm. */
export function writtenBy(callee: Value, args: Arguments): string[] {
  const name = textOf(callee);
  if (OPENS.test(name)) {
    const [file, ...others] = valuesOf(args);
    const isWritten = others.some((value) => /^[wax]b?\+?$/.test(stringOf(value) ?? ''));
    return file !== undefined && isWritten ? [fileText(file)] : [];
  }
  return WRITES.test(name) ? valuesOf(args).filter(isName).map(fileText) : [];
}

function isName({ kind, ...value }: Value): boolean {
  return kind === 'unknown' || (kind === 'constant' && 'value' in value && typeof value.value === 'string');
}

/** NumPy adds the ending where it is left out. */
function fileText(value: Value): string {
  return withoutEnding(textOf(value));
}

function withoutEnding(text: string): string {
  return text.replace(/\.np[yz](?='?$)/, '');
}

/** Questions whether a file is there: `os.path.exists('x.npy')`, `Path('x.npy').is_file()`. */
const ASKS =
  /^(?:os\.path\.(?:exists|isfile|lexists)|tensorflow\.io\.gfile\.exists)\((.*)\)$|^(.*)\.(?:exists|is_file)\(\)$/;

/** A question whether files are there, and its answer where none of them is. */
export interface AskedFiles {
  files: string[];
  ifMissing: boolean;
}

/** What a condition asks of files, as far as that decides it where they are missing; undefined where it does not. */
export function askedFiles(condition: string): AskedFiles | undefined {
  const [word, other] = condition.includes(' and ') ? [' and ', ' or '] : [' or ', ' and '];
  const parts = condition.split(word);
  if (parts.length > 1) {
    if (condition.includes(other)) return undefined;
    // One operand decides, whatever the others are.
    const deciding = parts
      .flatMap((part) => askedFiles(part) ?? [])
      .filter((one) => one.ifMissing === (word === ' or '));
    return deciding.length === 0
      ? undefined
      : { files: deciding.flatMap(({ files }) => files), ifMissing: deciding[0]!.ifMissing };
  }
  if (condition.startsWith('not ')) {
    const asked = askedFiles(condition.slice('not '.length));
    return asked && { files: asked.files, ifMissing: !asked.ifMissing };
  }
  const [, first, second] = ASKS.exec(condition) ?? [];
  const file = first ?? second;
  return file === undefined ? undefined : { files: [withoutEnding(file)], ifMissing: false };
}
