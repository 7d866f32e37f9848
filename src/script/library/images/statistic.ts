import { type Host, host, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { numbersIn } from './numbers.js';

/** A number that a script measures on its images: `X.mean()`. */
export interface StatisticHost extends Host {
  readonly statistic: { of: 'mean' | 'std' | 'max' | 'min'; over: 'dataset' | 'image'; place: Place };
}

export function statisticIn(value: Value | undefined): StatisticHost['statistic'] | undefined {
  return value?.kind === 'host' && 'statistic' in value.host ? (value.host as StatisticHost).statistic : undefined;
}

export function statisticValue(statistic: StatisticHost['statistic'], at: Place): Value {
  const simulated: StatisticHost = {
    what: `the ${statistic.of} of ${statistic.over === 'dataset' ? 'all images' : 'an image'}`,
    statistic,
    // A small number against a division by zero.
    binary: (op, other, _isReversed, place) => {
      const [number] = numbersIn(other) ?? [];
      return op === '+' && number !== undefined && number < 1e-3 ? statisticValue(statistic, place) : undefined;
    },
    method: (name, _args, place) =>
      name === 'astype' || name === 'reshape' || name === 'item' ? statisticValue(statistic, place) : undefined,
  };
  return host(simulated, at);
}
