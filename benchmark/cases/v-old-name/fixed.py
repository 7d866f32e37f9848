#!/usr/bin/env python
import os
import sys

import numpy as np
import tensorflow as tf
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input
from tensorflow.keras.callbacks import CSVLogger, LearningRateScheduler, ModelCheckpoint
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator

IM_SIZE = 112
BATCH = 32
EPOCHS = 17
CYCLE = 8
WEIGHTS = 'best_weights.h5'

tf.random.set_seed(2020)
np.random.seed(2020)

train_gen = ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True)
valid_gen = ImageDataGenerator(preprocessing_function=preprocess_input)
train = train_gen.flow_from_directory('data/train', (IM_SIZE, IM_SIZE), batch_size=BATCH)
valid = valid_gen.flow_from_directory('data/validation', (IM_SIZE, IM_SIZE), batch_size=BATCH, shuffle=False)
test = valid_gen.flow_from_directory('data/test', (IM_SIZE, IM_SIZE), batch_size=BATCH, shuffle=False)

net = MobileNetV2(include_top=False, weights='imagenet', input_shape=(IM_SIZE, IM_SIZE, 3))
net.trainable = False
y = net.output
y = Flatten()(y)
y = Dense(train.num_classes, activation='softmax')(y)
model = Model(net.input, y)


def triangle(epoch, lr):
    """Cyclical rate: from 0.03 down to nearly nothing and up again."""
    at = abs(epoch % CYCLE - CYCLE / 2) / (CYCLE / 2)
    return 1e-5 + 0.03 * at


model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.03, momentum=0.9),
              loss='categorical_crossentropy', metrics=['accuracy'])

callbacks = [
    LearningRateScheduler(triangle),
    CSVLogger('log.csv'),
    ModelCheckpoint(WEIGHTS, monitor='val_accuracy', save_best_only=True, mode='max', save_weights_only=True),
]
model.fit(train, validation_data=valid, epochs=EPOCHS, callbacks=callbacks, verbose=2)

if os.path.exists(WEIGHTS):
    model.load_weights(WEIGHTS)
    print('best weights restored')

score = model.evaluate(test, verbose=0)
print('loss %.4f  accuracy %.4f' % tuple(score), file=sys.stderr)
