import type { tf } from '../../engine/tensorflow.js';

type Tensor = tf.Tensor;

/** Arguments that every optimizer of Keras 3 takes. */
export interface CommonOptions {
  /** Share of a weight that it loses a step, per unit of learning rate: decoupled, on all weights that train; 0 is none. */
  weightDecay: number;
  /** Largest Euclidean norm of each weight's gradient; null is none. At most one of the two is given. */
  clipnorm: number | null;
  /** Largest Euclidean norm of all gradients taken together; null is none. */
  globalClipnorm: number | null;
}

/** Arguments of Keras' Adam and AdamW. */
export interface AdamOptions extends CommonOptions {
  /** AdamW is Adam with Keras' default for the decay of weights, 0.004 in the place of 0. */
  name: 'Adam' | 'AdamW';
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** Adam with Keras' own arguments. */
export const ADAM: AdamOptions = {
  name: 'Adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  clipnorm: null,
  globalClipnorm: null,
};

/** Arguments of Keras' RMSprop. */
export interface RMSpropOptions extends CommonOptions {
  name: 'RMSprop';
  rho: number;
  momentum: number;
  epsilon: number;
  centered: boolean;
}

/** Arguments of Keras' SGD. */
export interface SGDOptions extends CommonOptions {
  name: 'SGD';
  momentum: number;
  nesterov: boolean;
}

/** An optimizer by Keras' name and arguments; the learning rate comes from elsewhere. */
export type Optimizer = AdamOptions | RMSpropOptions | SGDOptions;

/** How an optimizer changes one weight, as a pure function. */
export interface UpdateRule {
  /** Names of the tensors that are kept of each weight, in its shape, zeros at first; as Keras calls them. */
  slots: readonly string[];
  /** The rate that `update` gets at step `t` = 1, 2, ... */
  rateAt(learningRate: number, t: number): number;
  /** @param rate a scalar, what `rateAt` gave */
  update(weight: Tensor, gradient: Tensor, slots: readonly Tensor[], rate: Tensor): Updated;
}

export interface Updated {
  weight: Tensor;
  /** As many as came. */
  slots: Tensor[];
}
