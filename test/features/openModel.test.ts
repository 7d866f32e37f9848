import { expect, test } from 'vitest';
import { BACKBONE_NAMES, type BackboneName, REGISTRY } from '../../src/backbones/architectures/registry.js';
import { buildClassifier } from '../../src/backbones/pretrained/classifier.js';
import { wholeModel } from '../../src/backbones/pretrained/wholeModel.js';
import { endOfMaps, logitsOf } from '../../src/features/openModel.js';

/** Where the last maps are not those that the head pools: pooling comes between. */
const BEFORE_POOLING: Partial<Record<BackboneName, string>> = {
  VGG16: 'block5_conv3',
  VGG19: 'block5_conv4',
  SmallCnn: 'relu_4',
};

test.each(BACKBONE_NAMES.map((name) => ({ name })))(
  'the last maps and the logits of $name with a head are known',
  ({ name }) => {
    const { build, bundled: _, file: __, ...architecture } = REGISTRY[name];
    const expectation = { ...architecture, scaling: 'unit', channelOrder: 'RGB', interpolation: 'bilinear' } as const;
    const backbone = {
      name,
      network: build(),
      weights: new Map(),
      expectation: { ...expectation, licence: '', source: '' },
    };
    const classifier = buildClassifier(
      backbone,
      {
        head: { units: [8], dropout: 0 },
        unfrozen: { above: 'nothing', batchNormalization: false },
        seed: 1,
        height: 128,
        width: 128,
      },
      3,
    );
    const { network } = wholeModel(classifier, new Map(), { height: 64, width: 64 });
    expect(endOfMaps(network)).toEqual({
      maps: BEFORE_POOLING[name] ?? architecture.cutLayer,
      pooled: 'global_average_pooling2d',
    });
    expect(logitsOf(network)).toBe('logits');
  },
);
