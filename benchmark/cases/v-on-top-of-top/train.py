# -*- coding: utf-8 -*-
"""
Features of ResNet50 are computed once and kept in .npy files; then a small
network is trained on them. 224 x 224, as the net was trained.
"""
import os

import numpy as np
from keras.applications.resnet50 import ResNet50, preprocess_input
from keras.layers import Activation, Dense, Dropout
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
from keras.utils.np_utils import to_categorical

WIDTH, HEIGHT = 224, 224
BATCH = 16
top_model_weights_path = 'fc_model.h5'


def save_bottleneck_features():
    model = ResNet50(weights='imagenet')
    datagen = ImageDataGenerator(preprocessing_function=preprocess_input)
    for part in ('train', 'validation'):
        generator = datagen.flow_from_directory(
            os.path.join('data', part),
            target_size=(HEIGHT, WIDTH),
            batch_size=BATCH,
            class_mode=None,
            shuffle=False)
        features = model.predict_generator(generator, len(generator), verbose=1)
        features = features.reshape(len(features), -1)
        np.save('features_%s.npy' % part, features)
        np.save('labels_%s.npy' % part, generator.classes)
        print(part, features.shape)


def load(part):
    return np.load('features_%s.npy' % part), to_categorical(np.load('labels_%s.npy' % part))


def train_top_model(epochs=30):
    train_data, train_labels = load('train')
    validation_data, validation_labels = load('validation')

    model = Sequential()
    model.add(Dense(256, input_shape=train_data.shape[1:]))
    model.add(Activation('relu'))
    model.add(Dropout(0.5))
    model.add(Dense(train_labels.shape[1]))
    model.add(Activation('softmax'))
    model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])

    hist = model.fit(train_data, train_labels,
                     epochs=epochs,
                     batch_size=BATCH,
                     validation_data=(validation_data, validation_labels))
    model.save_weights(top_model_weights_path)
    return hist


save_bottleneck_features()
history = train_top_model()
print('val_acc %.3f' % history.history['val_acc'][-1])
