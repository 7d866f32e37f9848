import type { HeadLayer } from '../../backbones/pretrained/head.js';
import { givesLogits, type LastLayer, takesLogits } from '../../training/losses/lastLayer.js';
import type { Optimizer } from '../../training/optimizers/optimizer.js';
import type { Schedule } from '../../training/schedules/schedule.js';
import { float, kwargs, py } from './python.js';

/**
 * Writes an optimizer as a Python expression. Arguments with Keras' default are left out.
 *
 * @param rate the learning rate, a Python expression
 * @param backboneRate what the rate of the backbone is divided by that; 1: the same
 */
export function optimizerToKeras(optimizer: Optimizer, rate: string, backboneRate: number): string {
  const { clipnorm, globalClipnorm, weightDecay } = optimizer;
  const common = {
    ...(weightDecay > 0 && { weight_decay: weightDecay }),
    ...(clipnorm !== null && { clipnorm }),
    ...(globalClipnorm !== null && { global_clipnorm: globalClipnorm }),
  };
  const call = (name: string, specific: Record<string, unknown>): string => {
    const others = Object.entries(specific).filter(([argument, value]) => value !== DEFAULTS[argument]);
    const args = kwargs({ ...Object.fromEntries(others), ...common });
    const plain = `keras.optimizers.${name}`;
    const head = backboneRate === 1 ? plain : `slower(${plain}, base, ${float(backboneRate)})`;
    return `${head}(${rate}${args === '' ? '' : `, ${args}`})`;
  };
  switch (optimizer.name) {
    case 'Adam':
    case 'AdamW': {
      const { beta1, beta2, epsilon } = optimizer;
      // AdamW with weight decay 0 would get its default.
      const name = weightDecay === 0 ? 'Adam' : optimizer.name;
      return call(name, { beta_1: beta1, beta_2: beta2, epsilon });
    }
    case 'RMSprop': {
      const { rho, momentum, epsilon, centered } = optimizer;
      return call('RMSprop', { rho, momentum, epsilon, centered });
    }
    case 'SGD': {
      const { momentum, nesterov } = optimizer;
      return call('SGD', { momentum, nesterov });
    }
  }
}

/** Of all of Keras' optimizers. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  beta_1: 0.9,
  beta_2: 0.999,
  epsilon: 1e-7,
  rho: 0.9,
  momentum: 0,
  centered: false,
  nesterov: false,
};

/** Writes the learning rate as a Python expression with the variables `learning_rate` and `steps`, the number of all steps. */
export function scheduleToKeras(schedule: Schedule): string {
  const schedules = 'keras.optimizers.schedules';
  switch (schedule.name) {
    case 'Constant':
      return 'learning_rate';
    case 'CosineDecay': {
      const { warmupSteps, warmupFrom, decaySteps, alpha } = schedule;
      const decay = decaySteps === null ? `max(1, steps - ${warmupSteps})` : decaySteps;
      return warmupSteps === 0
        ? `${schedules}.CosineDecay(learning_rate, ${decay}, alpha=${float(alpha)})`
        : `${schedules}.CosineDecay(${float(warmupFrom)}, ${decay}, alpha=${float(alpha)}, warmup_target=learning_rate, warmup_steps=${warmupSteps})`;
    }
    case 'ExponentialDecay': {
      const { decaySteps, decayRate, staircase } = schedule;
      return `${schedules}.ExponentialDecay(learning_rate, ${decaySteps}, ${float(decayRate)}, staircase=${py(staircase)})`;
    }
    case 'PiecewiseConstantDecay': {
      const { boundaries, factors } = schedule;
      return `${schedules}.PiecewiseConstantDecay(${py(boundaries)}, [learning_rate * f for f in ${py(factors)}])`;
    }
    case 'OneCycle': {
      const { pctStart, div, divFinal } = schedule;
      return `OneCycle(learning_rate, steps, ${pctStart}, ${div}, ${divFinal})`;
    }
  }
}

/** Writes the loss as a Python expression. */
export function lossToKeras(recipe: LastLayer): string {
  const { loss } = recipe;
  const { name } = loss;
  const args = kwargs({
    ...(loss.name === 'CategoricalFocalCrossentropy' && { alpha: loss.alpha, gamma: loss.gamma }),
    ...((givesLogits(recipe) || takesLogits(loss)) && { from_logits: true }),
    ...('labelSmoothing' in loss && loss.labelSmoothing > 0 && { label_smoothing: loss.labelSmoothing }),
  });
  return `keras.losses.${name}(${args})`;
}

/**
 * Writes the dense layer of the classes as a Python expression, without the module. Of a softmax whose loss is computed from
 * its probabilities it has the logits, and the loss the softmax: that trains the same.
 *
 * @param classes the number of them, a Python expression
 */
export function lastLayerToKeras(recipe: LastLayer, classes: string): string {
  const { lastActivation } = recipe;
  const isLinear = lastActivation === 'linear' || givesLogits(recipe);
  return `Dense(${classes}${isLinear ? '' : `, activation=${py(lastActivation)}`})`;
}

/** Writes a layer of a head as a Python expression, without the module. Arguments with Keras' default are left out. */
export function layerToKeras(one: HeadLayer): string {
  switch (one.layer) {
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
    case 'Flatten':
      return `${one.layer}()`;
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return `${one.layer}(${one.poolSize === 2 ? '' : kwargs({ pool_size: one.poolSize })})`;
    case 'BatchNormalization': {
      const { momentum, epsilon } = one;
      return `BatchNormalization(${kwargs({ ...(momentum !== 0.99 && { momentum }), ...(epsilon !== 1e-3 && { epsilon }) })})`;
    }
    case 'Dropout':
      return `Dropout(${one.rate})`;
    case 'Dense': {
      const { units, activation, useBias } = one;
      const options = { ...(activation !== 'linear' && { activation }), ...(useBias === false && { use_bias: false }) };
      return `Dense(${[units, kwargs(options)].filter((part) => part !== '').join(', ')})`;
    }
    case 'Activation':
      return `Activation(${py(one.activation)})`;
  }
}
