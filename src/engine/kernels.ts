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

function native(): {
  execute(name: string, attrs: Attribute[], inputs: Tensor[]): Tensor;
  float(name: string): Attribute;
  int(name: string): Attribute;
} {
  const backend = tf.backend() as unknown as {
    executeSingleOutput(name: string, attrs: Attribute[], inputs: Tensor[]): Tensor;
    binding: Record<string, number>;
  };
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  return {
    execute: (name, attrs, inputs) => backend.executeSingleOutput(name, attrs, inputs),
    float: (name) => ({ name, type: TF_ATTR_TYPE, value: TF_FLOAT }),
    int: (name) => ({ name, type: TF_ATTR_TYPE, value: TF_INT32 }),
  };
}
