"""Kaggle starter: MobileNetV2 on the seeds, with a look at the test set."""
import os

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.preprocessing.image import img_to_array, load_img

SIZE = 120
BATCH_SIZE = 16
LABELS = ['healthy', 'broken', 'cracked', 'insect-bored', 'mouldy']
DATA = 'data'

ds_train = tf.keras.preprocessing.image_dataset_from_directory(
    os.path.join(DATA, 'train'),
    labels='inferred',
    label_mode='categorical',
    class_names=LABELS,
    image_size=(SIZE, SIZE),
    batch_size=BATCH_SIZE,
)
ds_valid = tf.keras.preprocessing.image_dataset_from_directory(
    os.path.join(DATA, 'validation'),
    labels='inferred',
    label_mode='categorical',
    class_names=LABELS,
    image_size=(SIZE, SIZE),
    batch_size=BATCH_SIZE,
    shuffle=False,
)


def make_model(n):
    inputs = layers.Input((SIZE, SIZE, 3))
    x = layers.RandomFlip('horizontal')(inputs)
    x = tf.keras.applications.mobilenet_v2.preprocess_input(x)
    backbone = tf.keras.applications.MobileNetV2(input_shape=(SIZE, SIZE, 3), include_top=False,
                                                 weights='imagenet')
    backbone.trainable = False
    x = backbone(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(64, activation='relu')(x)
    return tf.keras.Model(inputs, layers.Dense(n, activation='softmax')(x))


model = make_model(len(LABELS))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
history = model.fit(ds_train.cache().prefetch(1), validation_data=ds_valid.cache().prefetch(1), epochs=10, verbose=2)

# -------- test --------
X_test, y_test = [], []
for index, label in enumerate(LABELS):
    folder = os.path.join(DATA, 'test', label)
    for name in sorted(os.listdir(folder)):
        image = load_img(os.path.join(folder, name), target_size=(SIZE, SIZE), interpolation='bilinear')
        X_test.append(img_to_array(image))
        y_test.append(index)
X_test, y_test = np.stack(X_test), np.array(y_test)

pred = model.predict(X_test).argmax(1)
accuracy = (pred == y_test).mean()
print('test accuracy', accuracy)
for index, label in enumerate(LABELS):
    print(f'{label:15s} {(pred[y_test == index] == index).mean():.2f}')
