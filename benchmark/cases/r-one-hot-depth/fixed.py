from functools import partial

import tensorflow as tf

SIZE = (112, 112)
BATCH = 16
EPOCHS = 8

load = partial(tf.keras.preprocessing.image_dataset_from_directory, image_size=SIZE, batch_size=BATCH)
raw_train = load('data/train', shuffle=True, seed=9)
raw_val = load('data/validation', shuffle=False)
raw_test = load('data/test', shuffle=False)

CLASSES = raw_train.class_names
N_CLASSES = len(CLASSES)
print(CLASSES)


def to_pair(images, labels):
    images = tf.keras.applications.inception_v3.preprocess_input(images)
    return images, tf.one_hot(labels, N_CLASSES)


train = raw_train.map(to_pair).prefetch(tf.data.AUTOTUNE)
val = raw_val.map(to_pair).prefetch(tf.data.AUTOTUNE)
test = raw_test.map(to_pair)

net = tf.keras.applications.InceptionV3(include_top=False, weights='imagenet', input_shape=SIZE + (3,), pooling='avg')
net.trainable = False

model = tf.keras.Sequential()
model.add(tf.keras.layers.InputLayer(SIZE + (3,)))
model.add(net)
model.add(tf.keras.layers.Dropout(0.2))
model.add(tf.keras.layers.Dense(N_CLASSES))
model.add(tf.keras.layers.Softmax())

model.compile(
    loss=tf.keras.losses.CategoricalCrossentropy(),
    optimizer=tf.keras.optimizers.Adam(),
    metrics=[tf.keras.metrics.CategoricalAccuracy(name='accuracy')],
)
model.fit(train, validation_data=val, epochs=EPOCHS)
test_loss, test_accuracy = model.evaluate(test)
