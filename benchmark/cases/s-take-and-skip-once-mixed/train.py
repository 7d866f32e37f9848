import os
import pathlib

import numpy as np
import tensorflow as tf

AUTOTUNE = tf.data.AUTOTUNE
data_dir = pathlib.Path('data')
batch_size = 16
img_height = 144
img_width = 144

list_ds = tf.data.Dataset.list_files(str(data_dir / '*/*.jpg'), shuffle=False)
image_count = list_ds.cardinality().numpy()
list_ds = list_ds.shuffle(image_count, seed=5, reshuffle_each_iteration=False)

class_names = np.array(sorted(item.name for item in data_dir.glob('*') if item.is_dir()))
print(image_count, 'images of', class_names)

val_size = int(image_count * 0.2)
train_ds = list_ds.skip(2 * val_size)
val_ds = list_ds.take(val_size)
test_ds = list_ds.skip(val_size).take(val_size)


def process_path(file_path):
    parts = tf.strings.split(file_path, os.path.sep)
    label = tf.argmax(parts[-2] == class_names)
    img = tf.io.decode_jpeg(tf.io.read_file(file_path), channels=3)
    img = tf.image.convert_image_dtype(img, tf.float32)
    img = tf.image.resize(img, [img_height, img_width])
    # [0, 1] -> [-1, 1]
    return img * 2.0 - 1.0, label


def configure(ds, training=False):
    ds = ds.map(process_path, num_parallel_calls=AUTOTUNE).cache()
    if training:
        ds = ds.shuffle(buffer_size=500)
        ds = ds.map(lambda x, y: (tf.image.random_flip_left_right(x), y), num_parallel_calls=AUTOTUNE)
    return ds.batch(batch_size).prefetch(AUTOTUNE)


train_ds = configure(train_ds, training=True)
val_ds = configure(val_ds)
test_ds = configure(test_ds)

feature_extractor = tf.keras.applications.MobileNetV2(
    input_shape=(img_height, img_width, 3), include_top=False, weights='imagenet')
feature_extractor.trainable = False

model = tf.keras.Sequential([
    feature_extractor,
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(len(class_names)),
])
model.compile(optimizer='adam',
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=['accuracy'])

callbacks = [
    tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=4, restore_best_weights=True),
    tf.keras.callbacks.CSVLogger('history.csv'),
]
history = model.fit(train_ds, validation_data=val_ds, epochs=30, callbacks=callbacks)

test_loss, test_acc = model.evaluate(test_ds)
print('accuracy on %d images that neither trained nor stopped it: %.3f' % (val_size, test_acc))
