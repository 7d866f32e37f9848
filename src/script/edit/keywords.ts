import type { ParsedScript } from '../syntax/ast.js';
import { quote } from '../syntax/quote.js';
import { additions } from './addArguments.js';
import { type Argument, argumentsOf, type Call, type CallText, type WantedKeyword } from './callArguments.js';
import type { Change, Edit } from './edit.js';
import { isBareGenerator } from './expressions.js';
import { removals } from './removeArguments.js';
import { type SafetyOptions, safeToEdit } from './safeToEdit.js';
import { type Unit, unitOf } from './unit.js';

export interface KeywordOptions extends SafetyOptions {
  /** The caller knows that no argument that is set comes from `**options`. */
  knowsSpread?: boolean;
}

/** What becomes of the keywords of a call. */
export interface KeywordChanges {
  set?: readonly WantedKeyword[];
  /** Names. */
  remove?: readonly string[];
}

/**
 * Sets a keyword of a call: replaces its value, or adds it in the style of the call.
 *
 * @param position of the parameter, from 0, if it may be given by position
 */
export function setKeyword(
  script: ParsedScript,
  call: Call,
  name: string,
  text: string,
  options: KeywordOptions & { position?: number } = {},
): Change {
  const wanted: WantedKeyword =
    options.position === undefined ? { name, text } : { name, text, position: options.position };
  return changeKeywords(script, call, { set: [wanted] }, options);
}

/** Removes a keyword of a call, with its comma, and its line if it has one of its own. */
export function removeKeyword(script: ParsedScript, call: Call, name: string): Change {
  return changeKeywords(script, call, { remove: [name] });
}

/**
 * Sets and removes keywords of a call, as one change. One that is added takes the place of one that is removed: of
 * `Adam(lr=0.1)` it makes `Adam(learning_rate=0.1)`.
 */
export function changeKeywords(
  script: ParsedScript,
  call: Call,
  { set = [], remove = [] }: KeywordChanges,
  options: KeywordOptions = {},
): Change {
  const unit = unitOf(script, call.place);
  const reason = safeToEdit(script, call) ?? (options.knowsSpread ? undefined : uncertain(call, set));
  if (reason !== undefined) return { reason };
  const text = argumentsOf(unit, call);
  const shown = quote(script.source, call.func.place);
  if (text === undefined || text.arguments.length !== call.args.length + call.keywords.length) {
    return { reason: `the arguments of \`${shown}\` could not be separated` };
  }
  const missing = remove.find((name) => text.arguments.every((argument) => argument.name !== name));
  if (missing !== undefined) return { reason: `\`${shown}\` has no \`${missing}=\`` };
  return new CallChange(script, call, unit, text, shown, options).of(set, remove);
}

/** Why it is not known what a call is given. */
function uncertain(call: Call, set: readonly WantedKeyword[]): string | undefined {
  const given = new Set(call.keywords.map(({ name }) => name));
  const stars = call.args.findIndex(({ type }) => type === 'Starred');
  for (const { name, position } of set) {
    if (given.has(name)) continue;
    if (given.has(null)) return `\`**\` may give \`${name}\` already`;
    if (position !== undefined && stars >= 0 && stars <= position) return `\`*\` may give \`${name}\` already`;
  }
  return undefined;
}

class CallChange {
  constructor(
    private readonly script: ParsedScript,
    private readonly call: Call,
    private readonly unit: Unit,
    private readonly text: CallText,
    private readonly shown: string,
    private readonly options: SafetyOptions,
  ) {}

  of(set: readonly WantedKeyword[], remove: readonly string[]): Change {
    const edits: Edit[] = [];
    const added: WantedKeyword[] = [];
    for (const wanted of set) {
      const change = this.replace(wanted);
      if (change === undefined) added.push(wanted);
      else if ('reason' in change) return change;
      else edits.push(...change.edits);
    }
    // A generator that is the only argument may stand without brackets, which it needs before a comma.
    if (added.length > remove.length && this.call.args.some((node) => isBareGenerator(this.script, node))) {
      return { reason: `\`${this.shown}\` is called with a generator without brackets` };
    }
    const removed = remove.map((name) => this.text.arguments.find((argument) => argument.name === name)!);
    const exchanged = removed.slice(0, added.length);
    for (const [index, argument] of exchanged.entries()) edits.push(this.exchange(argument, added[index]!));
    edits.push(...removals(this.unit, this.text, removed.slice(exchanged.length), this.shown));
    edits.push(...additions(this.unit, this.text, added.slice(exchanged.length), this.shown));
    return { edits };
  }

  /** Replaces a value that the call has; undefined if it has none. */
  private replace({ name, text, position }: WantedKeyword): Change | undefined {
    const keyword = this.call.keywords.find((each) => each.name === name);
    const value = keyword?.value ?? (position === undefined ? undefined : this.call.args[position]);
    if (value === undefined) return undefined;
    const reason = safeToEdit(this.script, value, this.options);
    if (reason !== undefined) return { reason };
    const before = quote(this.script.source, value.place);
    if (before === text) return { edits: [] };
    const what = `sets \`${name}\` of \`${this.shown}\` to \`${text}\`, which was \`${before}\``;
    return { edits: [{ place: value.place, text: this.unit.apart(value.place, text), what }] };
  }

  private exchange(argument: Argument, { name, text }: WantedKeyword): Edit {
    const before = quote(this.script.source, this.unit.place(argument.from, argument.to));
    const place = this.unit.place(argument.from, argument.to);
    const after = argument.spaced ? `${name} = ${text}` : `${name}=${text}`;
    return { place, text: after, what: `replaces \`${before}\` of \`${this.shown}\` by \`${after}\`` };
  }
}
