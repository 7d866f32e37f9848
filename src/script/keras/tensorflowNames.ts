import { table } from '../../base/table.js';
import { intervalOfSpecifier, type VersionInterval } from './versionInterval.js';

/**
 * Names of TensorFlow outside of Keras that some versions have and others lack. Measured with TF 1.4, 1.10, 2.0, 2.3, 2.4, 2.6,
 * 2.13 and 2.21; `tf.compat.v1` has those of TensorFlow 1 under names of their own.
 */
const VERSIONS: Record<string, string> = table({
  'tensorflow.random.set_seed': '>=2.0',
  'tensorflow.data.AUTOTUNE': '>=2.4',
  'tensorflow.Session': '<2',
  'tensorflow.ConfigProto': '<2',
  'tensorflow.GPUOptions': '<2',
  'tensorflow.set_random_seed': '<2',
  'tensorflow.placeholder': '<2',
  'tensorflow.get_default_graph': '<2',
  'tensorflow.reset_default_graph': '<2',
  'tensorflow.global_variables_initializer': '<2',
});

/** The versions of TensorFlow that have a qualified name; undefined for a name that says nothing about them. */
export function tensorflowWithName(name: string): VersionInterval | undefined {
  const specifier = VERSIONS[name];
  return specifier === undefined ? undefined : intervalOfSpecifier(specifier);
}
