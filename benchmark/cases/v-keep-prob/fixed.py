'''Trains a small network on the features that InceptionV3 has for a folder of images.

KERAS_BACKEND=tensorflow python train.py
'''
import os
import sys

from keras.applications import inception_v3
from keras.layers import Dense, Dropout, Flatten
from keras.models import Sequential
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
from keras.utils.np_utils import to_categorical

img_rows, img_cols = 128, 128
nb_epoch = 30
batch_size = 20
nb_hidden = 64
keep_prob = 0.3


def bottleneck(base, directory):
    datagen = ImageDataGenerator(preprocessing_function=inception_v3.preprocess_input)
    generator = datagen.flow_from_directory(directory,
                                            target_size=(img_rows, img_cols),
                                            batch_size=batch_size,
                                            class_mode='categorical',
                                            shuffle=False)
    nb_batches = -(-generator.samples // batch_size)
    return base.predict_generator(generator, nb_batches), to_categorical(generator.classes)


def top(input_shape, nb_classes):
    model = Sequential()
    model.add(Dropout(keep_prob, input_shape=input_shape))
    model.add(Dense(nb_hidden, activation='relu'))
    model.add(Dropout(keep_prob))
    model.add(Dense(nb_classes, activation='softmax', name='predictions'))
    model.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
    return model


base = inception_v3.InceptionV3(weights='imagenet', include_top=False, pooling='avg',
                                input_shape=(img_rows, img_cols, 3))
X_train, Y_train = bottleneck(base, os.path.join('data', 'train'))
X_val, Y_val = bottleneck(base, os.path.join('data', 'validation'))
X_test, Y_test = bottleneck(base, os.path.join('data', 'test'))

model = top(X_train.shape[1:], Y_train.shape[1])
hist = model.fit(X_train, Y_train,
                 batch_size=batch_size,
                 epochs=nb_epoch,
                 validation_data=(X_val, Y_val),
                 verbose=2)
print('test: %.3f' % model.evaluate(X_test, Y_test, verbose=0)[1])
model.save_weights(sys.argv[1] if len(sys.argv) > 1 else 'head.h5')
