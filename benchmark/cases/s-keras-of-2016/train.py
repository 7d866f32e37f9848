# python 2 / keras 1.2 style, still runs with 2.2
from __future__ import print_function

import os

import numpy as np
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, Dropout, Input
from keras.models import Model
from keras.preprocessing.image import img_to_array, load_img
from keras.utils.np_utils import to_categorical

img_rows, img_cols = 100, 200
nb_epoch = 40
batch_size = 16

classes = sorted(os.listdir('data/train'))
nb_classes = len(classes)


def load_data(folder):
    X, y = [], []
    for i, c in enumerate(classes):
        for name in sorted(os.listdir(os.path.join(folder, c))):
            img = load_img(os.path.join(folder, c, name), target_size=(img_rows, img_cols))
            X.append(img_to_array(img))
            y.append(i)
    X = np.array(X, dtype='float32')
    return preprocess_input(X), to_categorical(y, nb_classes)


X_train, Y_train = load_data('data/train')
X_valid, Y_valid = load_data('data/validation')
X_test, Y_test = load_data('data/test')
print('X_train shape:', X_train.shape)
print(X_train.shape[0], 'train samples')

base_model = InceptionV3(weights='imagenet', include_top=False)


def describe(X):
    """Mean of the last feature maps."""
    maps = base_model.predict(X, batch_size=batch_size)
    return maps.mean(axis=(1, 2))


F_train, F_valid, F_test = describe(X_train), describe(X_valid), describe(X_test)

inp = Input(shape=(F_train.shape[1],))
x = Dense(128, activation='relu')(inp)
x = Dropout(0.5)(x)
out = Dense(nb_classes, activation='softmax')(x)
model = Model(input=inp, output=out)
model.compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy'])

hist = model.fit(F_train, Y_train,
                 batch_size=batch_size, nb_epoch=nb_epoch, verbose=1,
                 validation_data=(F_valid, Y_valid))

score = model.evaluate(F_test, Y_test, verbose=0)
print('Test score:', score[0])
print('Test accuracy:', score[1])

json_string = model.to_json()
open('top_model.json', 'w').write(json_string)
model.save_weights('top_model_weights.h5', overwrite=True)
