'''Bottleneck features of InceptionV3, then a small fully connected model on top.

Expects data/train and data/validation with one folder a class.
Python 3.6, Keras 2.2.4, TensorFlow backend.
'''
import os

import numpy as np
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, Dropout
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
from keras.utils import to_categorical

img_width, img_height = 139, 139
batch_size = 15
epochs = 50

train_data_dir = 'data/train'
validation_data_dir = 'data/validation'
top_model_weights_path = 'bottleneck_fc_model.h5'

datagen = ImageDataGenerator(preprocessing_function=preprocess_input)
network = InceptionV3(include_top=False, weights='imagenet', pooling='avg',
                      input_shape=(img_height, img_width, 3))


def save_bottleneck_features(directory, name):
    generator = datagen.flow_from_directory(
        directory,
        target_size=(img_height, img_width),
        batch_size=batch_size,
        class_mode=None,
        shuffle=False)
    features = network.predict_generator(generator, steps=len(generator), verbose=1)
    labels = to_categorical(generator.classes)
    np.save('features_%s.npy' % name, features)
    np.save('labels_%s.npy' % name, labels)
    return features, labels


def load_or_save(directory, name):
    if os.path.exists('features_%s.npy' % name):
        return np.load('features_%s.npy' % name), np.load('labels_%s.npy' % name)
    return save_bottleneck_features(directory, name)


train_data, train_labels = load_or_save(train_data_dir, 'train')
validation_data, validation_labels = load_or_save(validation_data_dir, 'validation')
print(train_data.shape, validation_data.shape)

model = Sequential()
model.add(Dense(256, activation='relu', input_shape=train_data.shape[1:]))
model.add(Dropout(0.5))
model.add(Dense(train_labels.shape[1], activation='softmax'))

model.compile(optimizer='rmsprop',
              loss='categorical_crossentropy',
              metrics=['accuracy'])

history = model.fit(train_data, train_labels,
                    epochs=epochs,
                    batch_size=batch_size,
                    validation_data=(validation_data, validation_labels),
                    verbose=2)
model.save_weights(top_model_weights_path)
print('validation accuracy after %d epochs: %.3f' % (epochs, history.history['val_acc'][-1]))
