/** A model as described by its file, in one form for the dialects of Keras 2, tf.keras, Keras 3 and tfjs. */

export interface ConfigModel {
  name: string;
  layers: ConfigLayer[];
  /** Names of the layers that the model's inputs and outputs are of. */
  inputs: string[];
  outputs: string[];
}

export interface ConfigLayer {
  name: string;
  /** `Conv2D`, `Functional`, ... */
  className: string;
  config: Record<string, unknown>;
  /** Names of the layers whose outputs come in, for each call of the layer. */
  calls: string[][];
  /** Other arguments of its first call: constants and `training=`. */
  given: CallArguments;
  /** Names of the models around it, from the outermost in; [] in the outermost itself. */
  models: string[];
  /** Where Keras 3 keeps its weights: `layers/functional/layers/conv2d_3`. */
  place: string;
  /** Where the layer is itself a model. */
  inner?: ConfigModel;
}

/** Arguments of a call, as Keras 3 writes them; tf.keras writes all but what comes in by name. */
export interface CallArguments {
  positional: readonly unknown[];
  named: Readonly<Record<string, unknown>>;
}
