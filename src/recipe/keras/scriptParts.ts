// Python for the parts of a script that do not depend on the values of a recipe.

export const ARGUMENTS = `
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", default=DATA, help="folder with training_set/<class>/ and validation_set/<class>/")
parser.add_argument("--images", help="instead of --data: JSON, a list of {path, label, split, part}, as split by thaw")
parser.add_argument("--epochs", type=int, help="most epochs of each phase")
parser.add_argument("--out", default=".", help="folder for the log, the best weights and the model")
parser.add_argument("--start", help="a model file with the same layers, for the initial weights")
parser.add_argument("--order", help="JSON: for each epoch a list of batches, which are lists of indices; default: random")
args = parser.parse_args()
os.makedirs(args.out, exist_ok=True)
keras.utils.set_random_seed(SEED)
`;

export const LISTING = `
IMAGE = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp")


def list_images(split, part=None):
    """Paths and class indices of a split, or of one part of it; classes as in CLASS_NAMES."""
    if args.images:
        listed = [image for image in json.load(open(args.images)) if image["split"] == split]
        listed = [image for image in listed if part is None or image.get("part", part) == part]
        return [image["path"] for image in listed], [image["label"] for image in listed]
    paths, labels = [], []
    for label, name in enumerate(CLASS_NAMES):
        for folder, _, files in sorted(os.walk(os.path.join(args.data, split + "_set", name))):
            for file in sorted(files):
                if file.lower().endswith(IMAGE):
                    paths.append(os.path.join(folder, file))
                    labels.append(label)
    return paths, labels
`;

/** Batches of images, in a new random order in each epoch. */
export const IMAGES = `
class Images(keras.utils.PyDataset):
    """Batches of images.

    Training batches are augmented and reshuffled each epoch; LAST_BATCH says what happens to the last one.

    The batches of all epochs form one sequence, so that a batch depends on its index only: Keras fetches batches of the
    next epoch before the current one ends.
    """

    def __init__(self, split, epochs=0, first_epoch=0, sampling="shuffled", augmentation=None, mixup=0.0, part=None):
        super().__init__()
        self.paths, labels = list_images(split, part)
        self.labels = np.array(labels)
        self.training, self.epochs, self.first_epoch = epochs > 0, max(epochs, 1), first_epoch
        self.sampling, self.augmentation, self.mixup = sampling, augmentation, mixup
        self.known = {}
        self.steps = len(self.batches_of(first_epoch))

    def batches_of(self, epoch):
        if epoch not in self.known:
            self.known = {epoch: self.drawn_batches(epoch)}
        return self.known.get(epoch) or self.drawn_batches(epoch)

    def drawn_batches(self, epoch):
        if self.training and orders:
            return orders[epoch % len(orders)]
        n, draw = len(self.paths), np.random.default_rng([SEED, epoch])
        if not self.training:
            order = np.arange(n)
        elif self.sampling == "balanced":
            order = self.drawn_by_class(n, draw)
        else:
            order = draw.permutation(n)
        size = min(BATCH_SIZE if self.training else 32, n)
        end = n - n % size if self.training and LAST_BATCH == "drop" else n
        return [order[i : min(i + size, end)] for i in range(0, end, size)]

    def drawn_by_class(self, n, draw):
        """Classes take turns; each one shuffles its images again once all were used (Kang et al. 2020)."""
        classes = [c for c in range(len(CLASS_NAMES)) if (self.labels == c).any()]
        piles, turns, order = {c: [] for c in classes}, [], []
        for _ in range(n):
            turns = turns or list(draw.permutation(classes))
            c = turns.pop()
            piles[c] = piles[c] or list(draw.permutation(np.flatnonzero(self.labels == c)))
            order.append(piles[c].pop())
        return np.array(order)

    def __len__(self):
        return self.steps * self.epochs

    def __getitem__(self, b):
        indices = self.batches_of(self.first_epoch + b // self.steps)[b % self.steps]
        x = np.stack([self.image(self.paths[i]) for i in indices])
        y = keras.utils.to_categorical(self.labels[indices], len(CLASS_NAMES))
        if self.mixup > 0:
            # Zhang et al. 2017
            share, partners = np.random.beta(self.mixup, self.mixup), np.random.permutation(len(indices))
            x, y = share * x + (1 - share) * x[partners], share * y + (1 - share) * y[partners]
        return scaled(x), y

    def image(self, path):
        loaded = keras.utils.load_img(path, target_size=(HEIGHT, WIDTH), interpolation=INTERPOLATION)
        x = keras.utils.img_to_array(loaded)
        if self.augmentation:
            x = self.augmentation.apply_transform(x, self.augmentation.get_random_transform(x.shape))
        return x
`;

/** Predictions of the best epoch for a part of the validation images, over views, and a fitted temperature. */
export const PREDICTIONS = `
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def predicted(part, flip=False, draws=0, augmentation=None):
    """Labels, and probabilities averaged over views of each image (Krizhevsky et al. 2012)."""
    images = Images("validation", part=part)
    views = [softmax(model.predict(images, verbose=0))]
    if flip:
        mirrored = keras.Model(model.input, model(keras.ops.flip(model.input, axis=2)))
        views.append(softmax(mirrored.predict(images, verbose=0)))
    for _ in range(draws):
        views.append(softmax(model.predict(Images("validation", part=part, augmentation=augmentation), verbose=0)))
    return images.labels, np.mean(views, axis=0)


def fitted_temperature(labels, probabilities):
    """The temperature with the lowest log loss (Guo et al. 2017)."""
    logits = np.log(np.maximum(probabilities.astype("float64"), 2.0**-149))

    def loss(temperature):
        z = logits / temperature
        z = z - z.max(axis=-1, keepdims=True)
        return np.mean(np.log(np.exp(z).sum(axis=-1)) - z[np.arange(len(labels)), labels])

    return min(np.exp(np.linspace(np.log(0.05), np.log(20), 6001)), key=loss)
`;

export const FREEZING = `
def freeze(model, above, batch_normalization, trains):
    """Unfreezes the layers above a layer of the base; batch normalization only if batch_normalization is True."""
    names = [layer.name for layer in model.layers]
    if above == "everything":
        frozen = set()
    else:
        last = POOLING if above == "nothing" else above
        frozen = {layer.name for layer in keras.Model(model.input, model.get_layer(last).output).layers}
    for name in names:
        layer = model.get_layer(name)
        is_normalization = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = name not in frozen and (batch_normalization or not is_normalization)
        if trains == "classifier":
            layer.trainable = name == "logits"
`;

/**
 * Frozen batch normalization of older Keras versions.
 *
 * @param updates whether the moving statistics are updated although the layer is frozen
 */
export function batchStatistics(updates: boolean): string {
  const era = updates ? 'up to 2.1.2' : '2.1.3 to 2.3.1';
  const does = updates ? 'and updates its moving statistics' : 'and keeps its moving statistics';
  const update = `
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1 - self.momentum))`;
  return `
@keras.saving.register_keras_serializable("thaw")
class BatchStatistics(keras.layers.BatchNormalization):
    """Frozen batch normalization as in Keras ${era}.

    In training it normalizes with the statistics of the batch ${does}.
    Keras 3 uses the moving statistics of a frozen layer, whatever \`training\` is.
    """

    def call(self, inputs, training=None, mask=None):
        if not training or self.trainable:
            return super().call(inputs, training=training, mask=mask)
        mean, variance = keras.ops.moments(inputs, axes=[0, 1, 2])${updates ? update : ''}
        return keras.ops.batch_normalization(
            inputs, mean, variance, axis=-1, offset=self.beta, scale=self.gamma, epsilon=self.epsilon
        )


def with_batch_statistics(base):
    def clone(layer):
        if not isinstance(layer, keras.layers.BatchNormalization):
            return layer.__class__.from_config(layer.get_config())
        return BatchStatistics.from_config(layer.get_config())

    changed = keras.models.clone_model(base, clone_function=clone)
    changed.set_weights(base.get_weights())
    return changed
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
def slower(optimizer, model, factor):
    """The optimizer, with the learning rate times the factor for the variables of the base."""
    base = {v.path for layer in model.layers if layer.name in BASE_LAYERS for v in layer.variables}

    class Slower(optimizer):
        def factor_of(self, variable):
            # These are variables of the backend, which have no path.
            path = self._trainable_variables[self._get_variable_index(variable)].path
            return factor if path in base else 1.0

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
