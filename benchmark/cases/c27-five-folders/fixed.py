import os

import cv2
import numpy as np
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential
from keras.optimizers import Adam
from keras.utils import np_utils

IMG = 64
DATA_PATH = 'data'


def read_image(path):
    img = cv2.imread(path)
    img = cv2.cvtColor(img, cv2.COLOR_BGR2RGB)
    return cv2.resize(img, (IMG, IMG))


def load_data():
    images, labels = [], []
    categories = sorted(os.listdir(DATA_PATH))
    for number, category in enumerate(categories):
        print('Loading', category)
        folder = os.path.join(DATA_PATH, category)
        for name in os.listdir(folder):
            images.append(read_image(os.path.join(folder, name)))
            labels.append(number)
    x = np.array(images).astype('float32') / 255
    y = np_utils.to_categorical(np.array(labels), len(categories))
    order = np.random.permutation(len(x))
    return x[order], y[order]


def vgg_like(nb_classes):
    # VGG style blocks, much thinner than the original
    model = Sequential()
    model.add(Conv2D(32, (3, 3), activation='relu', padding='same', input_shape=(IMG, IMG, 3)))
    model.add(Conv2D(32, (3, 3), activation='relu', padding='same'))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    for filters in (48, 64):
        model.add(Conv2D(filters, (3, 3), activation='relu', padding='same'))
        model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Flatten())
    model.add(Dense(128, activation='relu'))
    model.add(Dropout(0.4))
    model.add(Dense(nb_classes, activation='softmax'))
    return model


X, Y = load_data()
print(X.shape, Y.shape)

model = vgg_like(Y.shape[1])
model.compile(loss='categorical_crossentropy', optimizer=Adam(lr=1e-3), metrics=['accuracy'])
hist = model.fit(X, Y,
                 batch_size=16,
                 epochs=20,
                 shuffle=True,
                 validation_split=0.2)
model.save('five.h5')
