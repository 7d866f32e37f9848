import { BACKBONE_NAMES, countBatchNormalizations, REGISTRY } from '../backbones/architectures/registry.js';
import { listPretrained } from '../backbones/pretrained/listPretrained.js';
import { group } from '../base/group.js';
import { RANGE_OF_MODE } from '../preprocess/scaling.js';
import { showHtml } from './display.js';
import { table } from './html.js';

/**
 * Shows what each backbone expects: scaling, channel order, and the source and license of its weights, a row for all that
 * share these; and, folded, the sizes of each.
 *
 * @example
 * thaw.showExpectations();
 */
export function showExpectations(): void {
  const networks = BACKBONE_NAMES.map((name) => {
    const { leastSize, defaultSize, cutLayer, featureChannels } = REGISTRY[name];
    return [name, leastSize, defaultSize, cutLayer, featureChannels, countBatchNormalizations(name)];
  });
  const weights = listPretrained().map((training) => {
    const { name, scaling, channelOrder, licence, source } = training;
    const [low, high] = RANGE_OF_MODE[scaling].map((value) => Number(value.toPrecision(3)));
    return [
      training.weights,
      `${scaling}: ${low} to ${high}`.replaceAll(' ', '\u00a0'),
      channelOrder,
      licence,
      source,
      name,
    ];
  });
  const alike = [...group(weights, (row) => row.slice(0, -1).join('\n')).values()].map((rows) => {
    const names = rows.map((row) => row.at(-1)!).join(', ');
    return [names, ...rows[0]!.slice(0, -1)];
  });
  const networkHeader = ['network', 'smallest size', 'default size', 'cut after', 'features', 'batch normalizations'];
  const weightHeader = ['networks', 'weights', 'scaling', 'channels', 'license', 'source'];
  showHtml(
    table(weightHeader, alike) +
      `<details><summary>sizes and layers of the ${networks.length} networks</summary>${table(networkHeader, networks)}</details>`,
    [weightHeader, ...alike, networkHeader, ...networks].map((row) => row.join(', ')).join('\n'),
  );
}
