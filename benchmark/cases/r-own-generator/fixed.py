# -*- coding: utf-8 -*-
"""python train.py [number of epochs]"""
from __future__ import division, print_function

import os
import random
import sys

import numpy as np
from keras import backend as K
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.preprocessing.image import img_to_array, load_img

H, W = 112, 112
BATCH = 16
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 6
classes = sorted(os.listdir('data/train'))


def list_pairs(root):
    pairs = []
    for c in classes:
        for f in sorted(os.listdir(os.path.join(root, c))):
            pairs.append((os.path.join(root, c, f), classes.index(c)))
    return pairs


def batches(pairs, shuffle):
    """endless batches of images and one-hot labels"""
    pairs = list(pairs)
    while True:
        if shuffle:
            random.shuffle(pairs)
        for start in range(0, len(pairs), BATCH):
            part = pairs[start:start + BATCH]
            x = np.zeros((len(part), H, W, 3), dtype=K.floatx())
            y = np.zeros((len(part), len(classes)))
            for i, (path, label) in enumerate(part):
                img = img_to_array(load_img(path, target_size=(H, W)))
                if shuffle and random.random() < 0.5:
                    img = img[:, ::-1]
                x[i] = img
                y[i, label] = 1
            yield preprocess_input(x), y


def steps(pairs):
    return int(np.ceil(len(pairs) / BATCH))


train_pairs, val_pairs, test_pairs = [list_pairs('data/' + s) for s in ('train', 'validation', 'test')]
print('%d train, %d validation, %d test' % (len(train_pairs), len(val_pairs), len(test_pairs)))

K.set_learning_phase(0)
base = InceptionV3(include_top=False, weights='imagenet', input_shape=(H, W, 3))
for layer in base.layers:
    layer.trainable = False
y = GlobalAveragePooling2D()(base.output)
y = Dense(len(classes), activation='softmax')(y)
model = Model(base.input, y)
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])

model.fit_generator(batches(train_pairs, True), steps_per_epoch=steps(train_pairs), epochs=nb_epoch,
                    validation_data=batches(val_pairs, False), validation_steps=steps(val_pairs))
test = model.evaluate_generator(batches(test_pairs, False), steps(test_pairs))
print(dict(zip(model.metrics_names, test)))
