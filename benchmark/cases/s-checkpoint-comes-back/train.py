"""Step 1: features of InceptionV3. Step 2: a head on them, of which the best epoch is kept."""
import os

import numpy as np
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.callbacks import ModelCheckpoint, ReduceLROnPlateau
from keras.layers import Dense, Dropout, Input
from keras.models import Model, load_model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
from sklearn.metrics import confusion_matrix

TARGET = (128, 128)
CHECKPOINT = 'head_best.h5'


class Features(object):
    def __init__(self):
        self.network = InceptionV3(include_top=False, weights='imagenet', pooling='avg', input_shape=TARGET + (3,))
        self.datagen = ImageDataGenerator(preprocessing_function=preprocess_input)

    def of(self, folder):
        flow = self.datagen.flow_from_directory(folder, target_size=TARGET, batch_size=20,
                                                class_mode='categorical', shuffle=False)
        xs, ys = [], []
        for i in range(len(flow)):
            x, y = flow[i]
            xs.append(self.network.predict_on_batch(x))
            ys.append(y)
        return np.concatenate(xs), np.concatenate(ys)


features = Features()
x_train, y_train = features.of(os.path.join('data', 'train'))
x_val, y_val = features.of(os.path.join('data', 'validation'))
x_test, y_test = features.of(os.path.join('data', 'test'))
print('features:', x_train.shape, x_val.shape, x_test.shape)

inputs = Input(shape=(x_train.shape[1],))
hidden = Dense(128, activation='relu')(inputs)
hidden = Dropout(0.4)(hidden)
head = Model(inputs, Dense(y_train.shape[1], activation='softmax')(hidden))
head.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])

callbacks = [
    ModelCheckpoint(CHECKPOINT, monitor='val_accuracy', mode='max', save_best_only=True, verbose=1),
    ReduceLROnPlateau(monitor='val_loss', factor=0.5, patience=8, min_lr=1e-5),
]
history = head.fit(x_train, y_train, batch_size=16, epochs=60, verbose=0,
                   validation_data=(x_val, y_val), callbacks=callbacks)
print('last epoch  :', head.evaluate(x_test, y_test, verbose=0))

# the last epoch is seldom the best one
head = load_model(CHECKPOINT)
test_loss, test_acc = head.evaluate(x_test, y_test, verbose=0)
print('checkpoint  :', [test_loss, test_acc])
print(confusion_matrix(y_test.argmax(axis=1), head.predict(x_test).argmax(axis=1)))
