import { givesLogits, type LastLayer } from '../../training/losses/lastLayer.js';
import type { Views } from '../views.js';

// Python for the parts of a script that not every recipe uses.

/** Writes what outputs mean as probabilities, as a Python expression. */
function probabilitiesToKeras(recipe: LastLayer, outputs: string): string {
  const { lastActivation } = recipe;
  if (lastActivation === 'sigmoid') return `keras.utils.normalize(${outputs}, order=1)`;
  return lastActivation === 'softmax' && !givesLogits(recipe) ? outputs : `keras.ops.softmax(${outputs})`;
}

/**
 * The predictions of the best epoch, averaged over views.
 *
 * @param hasParts whether it is called with a part of the validation images
 * @param recipe what the outputs of the model are
 */
export function predicted(views: Views | undefined, hasParts: boolean, recipe: LastLayer): string {
  const meaning = (outputs: string): string => probabilitiesToKeras(recipe, outputs);
  const part = hasParts ? ', part=part' : '';
  const flip = `    mirrored = keras.Model(model.input, model(keras.ops.flip(model.input, axis=2)))
    views.append(${meaning('mirrored.predict(images, verbose=0)')})
`;
  const draws = `    for _ in range(${views?.draws}):
        changed = Images("validation", augmentation=augmentation${part})
        views.append(${meaning('model.predict(changed, verbose=0)')})
`;
  return `
def predicted(${hasParts ? 'part' : ''}):
    """Labels and probabilities of the validation images${views === undefined ? '' : ', averaged over views of each (Krizhevsky et al. 2012)'}."""
    images = Images("validation"${part})
    views = [${meaning('model.predict(images, verbose=0)')}]
${views?.flip ? flip : ''}${views && views.draws > 0 ? draws : ''}    return images.labels, np.mean(views, axis=0)
`;
}

export function fittedTemperature(): string {
  return `
def fitted_temperature(labels, probabilities):
    """The temperature with the lowest log loss (Guo et al. 2017)."""
    logits = np.log(np.maximum(probabilities.astype("float64"), 2.0**-149))

    def loss(temperature):
        z = logits / temperature
        z = z - z.max(axis=-1, keepdims=True)
        return np.mean(np.log(np.exp(z).sum(axis=-1)) - z[np.arange(len(labels)), labels])

    return min(np.exp(np.linspace(np.log(0.05), np.log(20), 6001)), key=loss)
`;
}

/**
 * Frozen batch normalization of older Keras versions.
 *
 * @param updates whether the moving statistics are updated although the layer is frozen
 */
export function batchStatistics(updates: boolean): string {
  const era = updates ? 'up to 2.1.2' : '2.1.3 to 2.3.1';
  const does = updates ? ', which move the moving ones' : '';
  const update = `
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1 - self.momentum))`;
  return `
@keras.saving.register_keras_serializable("thaw")
class BatchStatistics(keras.layers.BatchNormalization):
    """Frozen batch normalization as in Keras ${era}: by the statistics of the batch${does}."""

    def call(self, inputs, training=None, mask=None):
        if not training or self.trainable:
            return super().call(inputs, training=training, mask=mask)
        mean, variance = keras.ops.moments(inputs, axes=[0, 1, 2])${updates ? update : ''}
        return keras.ops.batch_normalization(inputs, mean, variance, -1, self.beta, self.gamma, self.epsilon)


def with_batch_statistics(layer):
    kind = BatchStatistics if isinstance(layer, keras.layers.BatchNormalization) else type(layer)
    return kind.from_config(layer.get_config())
`;
}

export const ONE_CYCLE = `
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """One rise and one fall, both along half a cosine, like fit_one_cycle of fastai (Smith 2018)."""

    def __init__(self, largest, steps, pct_start, div, div_final):
        self.largest, self.steps, self.pct_start, self.div, self.div_final = largest, steps, pct_start, div, div_final

    def __call__(self, step):
        done = keras.ops.minimum(keras.ops.cast(step, "float32") / self.steps, 1.0)
        along = lambda start, end, share: start + (1 + keras.ops.cos(math.pi * (1 - share))) * (end - start) / 2
        rise = along(self.largest / self.div, self.largest, done / self.pct_start)
        fall = along(self.largest, self.largest / self.div_final, (done - self.pct_start) / (1 - self.pct_start))
        return keras.ops.where(done < self.pct_start, rise, fall)
`;

/** A separate learning rate for the backbone: Keras has one for all variables. */
export const SLOWER = `
def slower(optimizer, base, factor):
    """The optimizer, with the learning rate times the factor for the variables of the base."""
    paths = {v.path for v in base.variables}

    class Slower(optimizer):
        def factor_of(self, variable):
            # These are variables of the backend, which have no path.
            path = self._trainable_variables[self._get_variable_index(variable)].path
            return factor if path in paths else 1.0

        def update_step(self, gradient, variable, learning_rate):
            super().update_step(gradient, variable, learning_rate * self.factor_of(variable))

        def _apply_weight_decay(self, variables):
            if self.weight_decay is None:
                return
            for v in variables:
                rate = keras.ops.cast(self.learning_rate, v.dtype) * self.factor_of(v)
                v.assign(v - v * self.weight_decay * rate)

    return Slower
`;
