import os
import time

import cv2
import numpy as np
from sklearn.metrics import classification_report
from tensorflow import keras
from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2


def read_images(root, size):
    images, labels = [], []
    names = sorted(os.listdir(root))
    for index, name in enumerate(names):
        for file in os.listdir(os.path.join(root, name)):
            image = cv2.imread(os.path.join(root, name, file))
            image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
            image = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)
            images.append(image)
            labels.append(index)
    return np.array(images), np.array(labels), names


def scale(images):
    # [0, 255] -> [-1, 1]
    return (images - 127) / 127.5


def run(size=112, epochs=10, batch_size=16, dense=128):
    started = time.time()
    x_train, y_train, names = read_images('data/train', size)
    x_val, y_val, _ = read_images('data/validation', size)
    x_test, y_test, _ = read_images('data/test', size)
    print('read %d images in %.1f s' % (len(x_train) + len(x_val) + len(x_test), time.time() - started))

    base = MobileNetV2(include_top=False, weights='imagenet', pooling='avg', input_shape=(size, size, 3))
    base.trainable = False
    model = keras.Sequential([
        base,
        keras.layers.Dense(dense, activation='relu'),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(len(names), activation='softmax'),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=['accuracy'],
    )
    model.fit(scale(x_train), y_train, batch_size=batch_size, epochs=epochs, validation_data=(scale(x_val), y_val))

    scores = model.predict(scale(x_test))
    print(classification_report(y_test, scores.argmax(axis=1), target_names=names))
    return model, (scores.argmax(axis=1) == y_test).mean()


model, accuracy = run()
print('accuracy: %.3f' % accuracy)
