import { expect, test } from 'vitest';
import { isCalledInTraining, parseConfig } from '../../../src/backbones/keras/modelConfig.js';
import { networkOfConfig } from '../../../src/backbones/keras/networkOfConfig.js';

type Options = Record<string, unknown>;

/** A layer as tf-keras 2.21 writes it, called with what comes from the layer `from`. */
function layer(className: string, name: string, config: Options, from?: string, options: Options = {}): Options {
  return {
    class_name: className,
    name,
    config: { name, ...config },
    inbound_nodes: from ? [[[from, 0, 0, options]]] : [],
  };
}
/** A calculation, whose call tf-keras writes with one pair of brackets less. */
function operation(className: string, calculation: string, from: string, options: Options): Options {
  const name = `tf.${calculation}`;
  return {
    class_name: className,
    name,
    config: { name, function: calculation },
    inbound_nodes: [[from, 0, 0, options]],
  };
}

function networkOf(layers: Options[]) {
  const all = [layer('InputLayer', 'in', { batch_input_shape: [null, 8, 8, 3] }), ...layers];
  const config = { layers: all, input_layers: [['in', 0, 0]], output_layers: [[all[all.length - 1].name, 0, 0]] };
  return networkOfConfig(parseConfig({ class_name: 'Functional', config }, 'model.h5'), 'model.h5').network;
}

test('preprocess_input of tf.keras within a model is read as what it does: mode tf', () => {
  const { layers } = networkOf([
    operation('TFOpLambda', 'math.truediv', 'in', { y: 127.5, name: null }),
    operation('TFOpLambda', 'math.subtract', 'tf.math.truediv', { y: 1, name: null }),
  ]);
  expect(layers.slice(1)).toEqual([
    { kind: 'Rescaling', name: 'tf.math.truediv', inputs: ['in'], scale: 1 / 127.5, offset: 0 },
    { kind: 'Rescaling', name: 'tf.math.subtract', inputs: ['tf.math.truediv'], scale: 1, offset: -1 },
  ]);
});

const REVERSED = [{ class_name: '__ellipsis__' }, { start: null, stop: null, step: -1 }];

test('preprocess_input of tf.keras within a model is read as what it does: mode caffe', () => {
  const bias = [-103.939, -116.779, -123.68];
  const { layers } = networkOf([
    operation('SlicingOpLambda', '__operators__.getitem', 'in', { slice_spec: REVERSED }),
    operation('TFOpLambda', 'nn.bias_add', 'tf.__operators__.getitem', { bias, data_format: 'NHWC' }),
  ]);
  expect(layers.slice(1)).toEqual([
    { kind: 'ReverseChannels', name: 'tf.__operators__.getitem', inputs: ['in'] },
    { kind: 'Rescaling', name: 'tf.nn.bias_add', inputs: ['tf.__operators__.getitem'], scale: 1, offset: bias },
  ]);
});

test.each([
  { name: 'a slice', calculation: operation('SlicingOpLambda', 'getitem', 'in', { slice_spec: [REVERSED[1]] }) },
  { name: 'another function', calculation: operation('TFOpLambda', 'math.pow', 'in', { y: 2 }) },
  { name: 'four numbers', calculation: operation('TFOpLambda', 'math.add', 'in', { y: [1, 2, 3, 4] }) },
])('a calculation that is none of these is an error that names it: $name', ({ calculation }) => {
  expect(() => networkOf([calculation])).toThrow(new RegExp(`layer ${calculation.name as string}`));
});

test('two outputs that are added stay a layer Add', () => {
  const { layers } = networkOf([
    layer('ReLU', 'a', {}, 'in'),
    {
      class_name: 'Add',
      name: 'sum',
      config: { name: 'sum' },
      inbound_nodes: [
        [
          ['in', 0, 0, {}],
          ['a', 0, 0, {}],
        ],
      ],
    },
  ]);
  expect(layers.at(-1)).toEqual({ kind: 'Add', name: 'sum', inputs: ['in', 'a'] });
});

test('augmentation within a model is left out', () => {
  const { layers } = networkOf([
    layer('RandomFlip', 'flip', { mode: 'horizontal' }, 'in'),
    layer('ReLU', 'a', {}, 'flip'),
  ]);
  expect(layers.map(({ name, inputs }) => ({ name, inputs }))).toEqual([
    { name: 'in', inputs: [] },
    { name: 'a', inputs: ['in'] },
  ]);
});

test.each([
  { dialect: 'tf.keras', node: [['in', 0, 0, { training: true }]], isTrue: true },
  { dialect: 'tf.keras', node: [['in', 0, 0, { training: false }]], isTrue: false },
  { dialect: 'tf.keras', node: [['in', 0, 0]], isTrue: false },
  { dialect: 'Keras 3', node: { args: [], kwargs: { training: true } }, isTrue: true },
  { dialect: 'Keras 3', node: { args: [], kwargs: { training: null } }, isTrue: false },
])('whether a layer is called with training=True is read: $dialect, $node', ({ node, isTrue }) => {
  const called = { class_name: 'ReLU', name: 'a', config: { name: 'a' }, inbound_nodes: [node] };
  const { layers } = parseConfig({ class_name: 'Functional', config: { layers: [called] } }, 'model.h5');
  expect(isCalledInTraining(layers[0])).toBe(isTrue);
});
