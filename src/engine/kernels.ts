import type { Attribute } from './binding.js';
import { tf } from './tensorflow.js';

type Tensor = tf.Tensor;

/**
 * Uniform in [0, 1), drawn by TensorFlow from a seed that is a tensor, so that a recorded step draws anew in each run.
 *
 * @param seed `[2]`, int32
 */
export function statelessUniform(shape: number[], seed: Tensor): Tensor {
  const { execute, float, int } = native();
  return execute(
    'StatelessRandomUniform',
    [float('dtype'), int('T'), int('Tseed')],
    [tf.tensor1d(shape, 'int32'), seed],
  );
}

/** Runs one of TensorFlow's kernels by its name, with attributes of the binding's kinds. */
export function native(): Native {
  const backend = tf.backend() as unknown as {
    executeMultipleOutputs(name: string, attrs: Attribute[], inputs: Tensor[], numOutputs: number): Tensor[];
    binding: Record<string, number>;
  };
  const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_FLOAT, TF_INT32 } = backend.binding;
  return {
    execute: (name, attrs, inputs) => backend.executeMultipleOutputs(name, attrs, inputs, 1)[0]!,
    executeMany: (name, attrs, inputs, numOutputs) => backend.executeMultipleOutputs(name, attrs, inputs, numOutputs),
    string: (name, value) => ({ name, type: TF_ATTR_STRING!, value }),
    number: (name, value) => ({ name, type: TF_ATTR_FLOAT!, value }),
    truth: (name, value) => ({ name, type: TF_ATTR_BOOL!, value }),
    float: (name) => ({ name, type: TF_ATTR_TYPE!, value: TF_FLOAT }),
    int: (name) => ({ name, type: TF_ATTR_TYPE!, value: TF_INT32 }),
  };
}

interface Native {
  execute(name: string, attrs: Attribute[], inputs: Tensor[]): Tensor;
  executeMany(name: string, attrs: Attribute[], inputs: Tensor[], numOutputs: number): Tensor[];
  string(name: string, value: string): Attribute;
  number(name: string, value: number): Attribute;
  truth(name: string, value: boolean): Attribute;
  /** The type float32, and int32. */
  float(name: string): Attribute;
  int(name: string): Attribute;
}
