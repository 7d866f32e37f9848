# Trains small models of Keras, sound ones and faulty ones, and keeps what they leave. `given` and `answer`: see python.ts.
import contextlib, io, json, warnings
import keras, numpy as np, tensorflow as tf
folder = given['folder']
L = keras.layers

def data(classes, count, seed, shares=None, spread=2.0, dims=12):
    draw = np.random.default_rng(seed)
    centers = np.random.default_rng(99).normal(size=(classes, dims)) * spread / np.sqrt(dims) * 2
    y = draw.choice(classes, size=count, p=shares)
    return (centers[y] + draw.normal(size=(count, dims))).astype('float32'), y

def printed(call):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), warnings.catch_warnings():
        warnings.simplefilter('always')
        result = call()
    return result, out.getvalue()

def lists(history): return {k: [float(v) for v in vs] for k, vs in history.history.items()}

def model(*layers, loss='sparse_categorical_crossentropy', optimizer=None, metric='accuracy'):
    result = keras.Sequential([L.Input((12,)), *layers])
    result.compile(optimizer=optimizer or keras.optimizers.Adam(0.01), loss=loss, metrics=[metric])
    return result

# Losses of saturated answers.
f = lambda *values: np.array([values], 'float32')
b, c, s = keras.losses.binary_crossentropy, keras.losses.categorical_crossentropy, keras.losses.sparse_categorical_crossentropy
saturated = {
    'binary, 0 for 1': float(b(f(1), f(0))[0]), 'binary, 1 for 0': float(b(f(0), f(1))[0]),
    'categorical': float(c(f(1, 0), f(0, 1))[0]), 'sparse': float(s(np.array([0]), f(0, 1))[0]),
    'binary, right': float(b(f(1), f(1))[0]),
}
# The model hands the input of its sigmoid to the loss.
far = keras.Sequential([L.Input((1,)), L.Dense(1, activation='sigmoid')])
far.layers[0].set_weights([np.zeros((1, 1), 'float32'), np.array([1000], 'float32')])
far.compile(loss='binary_crossentropy', metrics=['accuracy'])
evaluated = [float(v) for v in far.evaluate(np.zeros((4, 1), 'float32'), np.array([0, 0, 1, 1]), verbose=0)]

# One training, as every kind of file.
keras.utils.set_random_seed(1)
x, y = data(3, 200, 1)
vx, vy = data(3, 90, 2)
net = model(L.Dense(16, activation='relu'), L.Dense(3, activation='softmax'))
callbacks = [keras.callbacks.CSVLogger(folder + '/log.csv', append=True), keras.callbacks.TensorBoard(folder + '/logs', write_graph=True, update_freq='batch'),
             keras.callbacks.ReduceLROnPlateau(patience=1, monitor='loss', min_delta=10)]
history, verbose1 = printed(lambda: net.fit(x, y, epochs=4, validation_data=(vx, vy), callbacks=callbacks, verbose=1))
_, tail = printed(lambda: net.evaluate(vx, vy, verbose=1))
verbose1 += tail
later, verbose2 = printed(lambda: net.fit(x, y, epochs=6, initial_epoch=4, validation_data=(vx, vy), verbose=2, callbacks=[
    keras.callbacks.CSVLogger(folder + '/log.csv', append=True), keras.callbacks.ModelCheckpoint(folder + '/best.keras', monitor='val_acc', mode='max', save_best_only=True, verbose=1)]))
with tf.Graph().as_default():
    writer = tf.compat.v1.summary.FileWriter(folder + '/tf1')
    for epoch in range(4):
        values = [tf.compat.v1.Summary.Value(tag=k, simple_value=v[epoch]) for k, v in lists(history).items()]
        writer.add_summary(tf.compat.v1.Summary(value=values), epoch)
    writer.close()
files = {'history': lists(history), 'later': lists(later), 'verbose1': verbose1, 'verbose2': verbose2, 'text': str(lists(history)),
         'numpy': str({k: [np.float32(v) for v in vs] for k, vs in lists(history).items()})}

trainings = {}
def train(name, net, train, validation, epochs=8, seed=3, **options):
    keras.utils.set_random_seed(seed)
    for layer in net.layers:
        if hasattr(layer, 'kernel_initializer'): layer.kernel.assign(keras.initializers.GlorotUniform(seed)(layer.kernel.shape))
    history, text = printed(lambda: net.fit(*train, epochs=epochs, validation_data=validation, verbose=2, **options))
    trainings[name] = {'history': json.dumps(lists(history)), 'printed': text}

dense = lambda n, a='softmax': L.Dense(n, activation=a)
relu = lambda n=32: L.Dense(n, activation='relu')
# Sound ones.
train('sound, 3 classes', model(relu(), dense(3)), data(3, 400, 1), data(3, 200, 2))
train('sound, 20 validation images', model(relu(), dense(2)), data(2, 200, 1, spread=0.6), data(2, 20, 2, spread=0.6))
train('sound, hard', model(dense(7)), data(7, 500, 1, spread=0.6), data(7, 150, 2, spread=0.6))
train('sound, dropout', model(relu(64), L.Dropout(0.5), dense(7)), data(7, 500, 1, spread=1.2), data(7, 150, 2, spread=1.2), epochs=15)
train('sound, one in ten of a class', model(relu(), dense(2)), data(2, 600, 1, [0.9, 0.1]), data(2, 300, 2, [0.9, 0.1]))
train('sound, batch normalization', model(relu(), L.BatchNormalization(), dense(5)), data(5, 800, 1), data(5, 200, 2), epochs=12)
train('sound, binary', model(relu(), dense(1, 'sigmoid'), loss='binary_crossentropy'), data(2, 400, 1), data(2, 200, 2))
train('sound, SGD', model(relu(), dense(4), optimizer=keras.optimizers.SGD(0.05, momentum=0.9)), data(4, 400, 1), data(4, 200, 2))
train('sound, memorizes', model(relu(256), relu(256), dense(3)), data(3, 60, 1, spread=1.0), data(3, 60, 2, spread=1.0), epochs=20)
train('sound, easy', model(relu(), dense(2)), data(2, 800, 1, spread=6), data(2, 200, 2, spread=6))
# Faults.
draw = np.random.default_rng(5)
x, y = data(5, 2000, 1)
validation = data(5, 400, 2)
train('constant input', model(relu(), dense(5)), (np.zeros_like(x), np.arange(2000) % 5), (np.zeros_like(validation[0]), np.arange(400) % 5))
train('labels without meaning', model(dense(5)), (draw.normal(size=x.shape).astype('float32'), np.arange(2000) % 5), (draw.normal(size=validation[0].shape).astype('float32'), np.arange(400) % 5))
frozen = model(relu(), dense(5)); frozen.trainable = False; frozen.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
train('nothing trainable', frozen, (x / 10, y), validation)
train('rate far too high', model(relu(), dense(5), optimizer=keras.optimizers.SGD(30.0)), (x, y), validation)
train('validation 255 times smaller', model(L.BatchNormalization(), relu(), dense(5)), (x, y), (validation[0] / 255 - 4, validation[1]))
order = np.argsort(y)
keras.utils.set_random_seed(3)
h, text = printed(lambda: model(relu(), dense(5)).fit(x[order], y[order], validation_split=(y == 4).mean() - 1e-6, epochs=6, verbose=2))
trainings['ordered rows'] = {'history': json.dumps(lists(h)), 'printed': text}
one_hot = lambda labels: keras.utils.to_categorical(labels, 5)
train('binary loss for 5 classes', model(dense(5, 'sigmoid'), loss='binary_crossentropy', metric='binary_accuracy'), (draw.normal(size=x.shape).astype('float32'), one_hot(y)), (validation[0], one_hot(validation[1])))
train('labels 0 to 4 with a binary loss', model(relu(), dense(1, 'sigmoid'), loss='binary_crossentropy'), (x, y), validation)
train('softmax of one unit', model(relu(), dense(1), loss='binary_crossentropy'), data(2, 400, 1), data(2, 200, 2))
answer = {'saturated': saturated, 'evaluated': evaluated, 'version': keras.__version__, 'files': files, 'trainings': trainings}
