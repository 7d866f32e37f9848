# -*- coding: utf-8 -*-
from __future__ import print_function

import numpy as np
import keras
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, Dropout, GlobalAveragePooling2D
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator

from letterbox import load_folder, pad_to_square

side = 128
batch_size = 16
keras.backend.set_learning_phase(0)


def prepare(img):
    return preprocess_input(pad_to_square(img))


datagen = ImageDataGenerator(preprocessing_function=prepare, horizontal_flip=True, vertical_flip=True)
train_flow = datagen.flow(*load_folder('data/train', side), batch_size=batch_size)

# few pictures, these fit into memory
x_val, y_val = load_folder('data/validation', side)
x_val = preprocess_input(x_val)

base = InceptionV3(weights='imagenet', include_top=False, input_shape=(side, side, 3))
for layer in base.layers:
    layer.trainable = False
x = GlobalAveragePooling2D()(base.output)
x = Dense(128, activation='relu')(x)
x = Dense(y_val.shape[1], activation='softmax')(x)
model = Model(base.input, x)
model.compile(keras.optimizers.Adam(lr=5e-4), 'categorical_crossentropy', metrics=['accuracy'])

model.fit_generator(train_flow, steps_per_epoch=len(train_flow), epochs=8, validation_data=(x_val, y_val))

x_test, y_test = load_folder('data/test', side)
predicted = model.predict(preprocess_input(x_test))
accuracy = np.mean(predicted.argmax(axis=1) == y_test.argmax(axis=1))
print('test accuracy', accuracy)
