import type { ParsedScript, Place } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { addImport, type ImportChange } from './imports.js';

/**
 * How a script calls something of Keras: as it imports it, by a module that it imports (`optimizers.Adam`, `keras.optimizers.Adam`),
 * or by an import that is added.
 *
 * @param module within Keras: `optimizers`
 * @param before the first use
 */
export function kerasName(script: ParsedScript, module: string, name: string, before: Place): ImportChange {
  const added = addImport(script, `from keras.${module} import ${name}`, { before });
  // It is imported already, or stands beside others of its module.
  if ('edits' in added && added.edits.every(({ text }) => text.startsWith(','))) return added;
  const prefix = modulePrefix(script, module, before);
  return prefix === undefined ? added : { edits: [], name: `${prefix}.${name}` };
}

/** A name of the module that one import before the use binds, and nothing else in the script. */
function modulePrefix(script: ParsedScript, module: string, before: Place): string | undefined {
  const found: string[] = [];
  for (const node of script.body) {
    if (node.place.cell === before.cell && node.place.line >= before.line) break;
    if (node.type === 'ImportFrom' && node.level === 0) {
      const same = (wanted: string, last: string): boolean => node.module === wanted && node.names.some(({ name }) => name === last);
      const bound = (last: string): string => node.names.find(({ name }) => name === last)?.asname ?? last;
      if (/^(tensorflow\.)?keras$/.test(node.module ?? '') && same(node.module!, module)) found.push(bound(module));
      if (same('tensorflow', 'keras')) found.push(`${bound('keras')}.${module}`);
    }
    if (node.type !== 'Import') continue;
    for (const { name, asname } of node.names) {
      if (name === 'keras') found.push(`${asname ?? name}.${module}`);
      if (name === 'tensorflow') found.push(`${asname ?? name}.keras.${module}`);
      if (name === 'tensorflow.keras' && asname !== null) found.push(`${asname}.${module}`);
    }
  }
  return found.find((name) => !isRebound(script, name.split('.')[0]!));
}

/** Whether something else than an import gives a name. */
function isRebound(script: ParsedScript, name: string): boolean {
  for (const node of walk(script.body)) {
    if (node.type === 'Assign' && node.targets.some((target) => target.type === 'Name' && target.id === name)) return true;
    if (node.type === 'FunctionDef' && node.args.positional.some((one) => one.name === name)) return true;
  }
  return false;
}
