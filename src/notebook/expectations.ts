import { countBatchNormalizations } from '../backbones/architectures/countBatchNormalizations.js';
import { BACKBONE_NAMES, REGISTRY } from '../backbones/architectures/registry.js';
import { listPretrained } from '../backbones/pretrained/listPretrained.js';
import { RANGE_OF_MODE } from '../preprocess/scaling.js';
import { showHtml } from './display.js';
import { table } from './html.js';

/**
 * Shows what each backbone expects: sizes, scaling, channel order, and the source and license of its weights.
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
    const { name, scaling, channelOrder, interpolation, licence, source } = training;
    const [low, high] = RANGE_OF_MODE[scaling].map((value) => Number(value.toPrecision(3)));
    return [
      name,
      training.weights,
      `${scaling}: ${low} to ${high}`.replaceAll(' ', '\u00a0'),
      channelOrder,
      interpolation,
      licence,
      source,
    ];
  });
  const networkHeader = ['network', 'smallest size', 'default size', 'cut after', 'features', 'batch normalizations'];
  const weightHeader = ['network', 'weights', 'scaling', 'channels', 'interpolation', 'license', 'source'];
  showHtml(
    table(networkHeader, networks) + table(weightHeader, weights),
    [networkHeader, ...networks, weightHeader, ...weights].map((row) => row.join(', ')).join('\n'),
  );
}
