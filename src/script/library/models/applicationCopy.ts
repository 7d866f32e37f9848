import { byName } from '../../evaluate/arguments.js';
import type { Arguments, FunctionFields, Value } from '../../evaluate/values.js';
import { applicationOf } from '../../keras/applications.js';
import type { Place } from '../../syntax/ast.js';
import { walk } from '../../syntax/walk.js';
import { applicationModel } from './applicationModel.js';
import type { ScriptEvents } from './events.js';

/** Functions that read the weights which a copy of an application downloads. */
const LOADS = /^(get_file|load_weights)$/;

/**
 * The model of a function that is a copy of one of keras.applications, such as that of `resnet50.py` beside the script: it has
 * the name and the arguments of one, and loads weights. Undefined of any other function.
 */
export function applicationCopy(
  { name, parameters, defaults, body }: FunctionFields,
  args: Arguments,
  at: Place,
  events: ScriptEvents,
): Value | undefined {
  const qualified = `keras.applications.${name}`;
  if (applicationOf(qualified) === undefined) return undefined;
  const names = parameters.positional.map((parameter) => parameter.name);
  if (!names.includes('include_top') || !names.includes('weights') || !loadsWeights(body)) return undefined;
  const keywords = new Map([...defaults, ...byName(args, names)]);
  return applicationModel(qualified, { ...args, positional: [], keywords }, at, events.version, events);
}

function loadsWeights(body: FunctionFields['body']): boolean {
  for (const node of walk(body)) {
    if (node.type !== 'Call') continue;
    const { func } = node;
    if (LOADS.test(func.type === 'Attribute' ? func.attr : func.type === 'Name' ? func.id : '')) return true;
  }
  return false;
}
