import { boundBy } from '../edit/bindings.js';
import type { Node } from '../edit/parents.js';
import type { Statement } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { setName } from './names.js';
import { type Execution, type Scope, unknown } from './values.js';

/** Why what takes too long is not understood. */
export const TOO_LONG = 'it takes too long to read';

/** Methods that change a list or a dictionary. */
const CHANGES = /^(append|extend|insert|add|update|setdefault|pop|remove|clear|sort|reverse)$/;

/** What is inside of other functions does not run with a statement. */
const runsWith = ({ type }: { type: string }): boolean => !['FunctionDef', 'Lambda', 'ClassDef'].includes(type);

/** Whether a statement may end the function that it is in, or give a value of it. */
export function mayReturn(statement: Statement): boolean {
  for (const { type } of walk(statement, runsWith)) if (type === 'Return' || type === 'Yield') return true;
  return false;
}

/** Leaves a statement that is not run, or not to its end: what it sets is not known. */
export function leaveStatement(statement: Statement, scope: Scope, run: Execution): undefined {
  run.note(statement.place, TOO_LONG);
  for (const node of walk(statement, runsWith)) {
    for (const name of boundBy(node as Node)) setName(name, unknown(TOO_LONG, name, node.place), scope);
    const changed =
      node.type === 'Call' && node.func.type === 'Attribute' && CHANGES.test(node.func.attr)
        ? node.func.value
        : node.type === 'Subscript'
          ? node.value
          : undefined;
    const value = changed?.type === 'Name' ? scope.names.get(changed.id) : undefined;
    if (value?.kind === 'sequence' || value?.kind === 'dict') value.isComplete = false;
  }
  return undefined;
}
