import {
  type Arguments,
  constant,
  type Execution,
  type Host,
  host,
  truthOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';

/** Something of Keras that only keeps what it was made with: an optimizer, a loss, a callback, a schedule. */
export interface ConfiguredHost extends Host {
  configured: Configured;
}

export interface Configured {
  /** Name of its class: `Adam`. */
  className: string;
  /** Canonical: `keras.optimizers.Adam`. */
  qualified: string;
  /** By the names of Keras' parameters of today; changes of later lines are in it. */
  args: Map<string, Value>;
  argPlaces: Map<string, Place>;
  origin: Place;
}

/** Methods that return nothing that a script reads. */
const NOTHING_RETURNED: ReadonlySet<string> = new Set(
  'set_model get_config apply_gradients apply minimize append update_state reset_state reset_states build'.split(' '),
);

/** What the library keeps of uses in a training that the script writes itself. */
export interface ConfiguredUses {
  /** `loss(labels, outputs)`, `metric(labels, outputs)`. */
  called(made: ConfiguredHost, args: Arguments, at: Place): void;
  /** `optimizer.apply_gradients(...)`, `metric.update_state(labels, outputs)`. */
  method(made: ConfiguredHost, name: string, args: Arguments, at: Place, run: Execution): void;
}

export function configuredValue(configured: Configured, at: Place, uses?: ConfiguredUses): Value {
  const { args, argPlaces, className } = configured;
  const set = (name: string, value: Value): true => {
    // What a later line sets holds in every version, unlike the keyword `lr`.
    if (name === 'lr' || name === 'learning_rate') argPlaces.delete('lr');
    args.set(name === 'lr' ? 'learning_rate' : name, value);
    return true;
  };
  const made: ConfiguredHost = {
    what: className,
    configured,
    attribute: (name, place) => {
      const found = args.get(name === 'lr' || name === '_lr' ? 'learning_rate' : name);
      if (found !== undefined) return found;
      return name === 'lr' || name === 'learning_rate' ? host(rateOf(configured), place) : undefined;
    },
    setAttribute: set,
    // A loss is called on labels and outputs, a schedule on a step: what comes out is measured.
    call: (given, place) => {
      uses?.called(made, given, place);
      return unknown('it is computed while training', `${className}(…)`, place);
    },
    method: (name, given, place, run) => {
      uses?.method(made, name, given, place, run);
      if (NOTHING_RETURNED.has(name)) return constant(null, place);
      return name === 'result' ? unknown('it is computed while training', `${className}.result()`, place) : undefined;
    },
    isInstance: (name) => name.endsWith(`.${className}`),
  };
  return host(made, at);
}

/** The rate of an optimizer that has Keras' default. */
function rateOf(of: Configured): Host {
  return {
    what: `the learning rate of ${of.className}`,
    method: (name, { positional: [value] }, at) => {
      if (name !== 'assign' || value === undefined) return undefined;
      of.args.set('learning_rate', value);
      return constant(null, at);
    },
  };
}

/** What a value was made with; undefined where it is nothing of that kind. */
export function configuredOf(value: Value | undefined): Configured | undefined {
  return value?.kind === 'host' && 'configured' in value.host ? (value.host as ConfiguredHost).configured : undefined;
}

/** Whether an argument is given and true; `otherwise` where it is not given, undefined where the text does not say. */
export function flagOf(value: Value | undefined, otherwise: boolean): boolean | undefined {
  return value === undefined ? otherwise : truthOf(value);
}
