# -*- coding: utf-8 -*-
from __future__ import print_function

import glob
import os

import numpy as np
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import img_to_array, load_img
from keras.utils import to_categorical

ROWS, COLS, CHANNELS = 112, 112, 3
CLASSES = sorted(os.listdir('data/train'))


def read_folder(split):
    files = sorted(glob.glob(os.path.join('data', split, '*', '*.jpg')))
    X = np.empty((len(files), ROWS, COLS, CHANNELS), dtype=np.float32)
    y = np.empty((len(files),), dtype=int)
    for i, f in enumerate(files):
        img = load_img(f, target_size=(ROWS, COLS))
        X[i] = preprocess_input(img_to_array(img))
        y[i] = CLASSES.index(f.split(os.sep)[-2])
        if i % 100 == 0:
            print('Processed {} of {}'.format(i, len(files)))
    return X, to_categorical(y, len(CLASSES))


X_train, y_train = read_folder('train')
X_valid, y_valid = read_folder('validation')
X_test, y_test = read_folder('test')
print('Train shape: {}'.format(X_train.shape))

# InceptionV3 computes features, which are the same in each epoch
base = InceptionV3(weights='imagenet', include_top=False, input_shape=(ROWS, COLS, CHANNELS))
extractor = Model(base.input, GlobalAveragePooling2D()(base.output))
F_train = extractor.predict(X_train, batch_size=16)
F_valid = extractor.predict(X_valid, batch_size=16)
F_test = extractor.predict(X_test, batch_size=16)

top = Dense(len(CLASSES), activation='softmax')
out = top(extractor.output)
model = Model(base.input, out)

from keras.models import Sequential
head = Sequential([Dense(len(CLASSES), activation='softmax', input_shape=F_train.shape[1:])])
head.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
head.fit(F_train, y_train, batch_size=16, epochs=30, validation_data=(F_valid, y_valid), verbose=2)
top.set_weights(head.layers[-1].get_weights())

score = head.evaluate(F_test, y_test, verbose=0)
print('Test loss:', score[0])
print('Test accuracy:', score[1])
model.save('inception_seeds.h5')
