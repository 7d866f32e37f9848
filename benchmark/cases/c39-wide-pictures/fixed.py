"""Bottleneck features of a pretrained network, then a small classifier on top.

data/
    train/       one folder a class
    validation/  one folder a class
"""
import numpy as np
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, Dropout
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
from keras.utils.np_utils import to_categorical

# dimensions of our images: all are about twice as wide as high
img_width, img_height = 216, 108

train_data_dir = 'data/train'
validation_data_dir = 'data/validation'
top_model_weights_path = 'bottleneck_fc_model.h5'
epochs = 30
batch_size = 16

datagen = ImageDataGenerator(preprocessing_function=preprocess_input)
base = InceptionV3(include_top=False, weights='imagenet', pooling='avg',
                   input_shape=(img_height, img_width, 3))


def save_bottleneck_features(folder, name):
    generator = datagen.flow_from_directory(
        folder,
        target_size=(img_height, img_width),
        batch_size=batch_size,
        class_mode=None,
        shuffle=False)
    features = base.predict_generator(generator, len(generator))
    np.save('bottleneck_%s.npy' % name, features)
    np.save('labels_%s.npy' % name, generator.classes)


def train_top_model():
    train_data = np.load('bottleneck_train.npy')
    train_labels = to_categorical(np.load('labels_train.npy'))
    validation_data = np.load('bottleneck_validation.npy')
    validation_labels = to_categorical(np.load('labels_validation.npy'))

    model = Sequential()
    model.add(Dense(128, activation='relu', input_shape=train_data.shape[1:]))
    model.add(Dropout(0.5))
    model.add(Dense(train_labels.shape[1], activation='softmax'))
    model.compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy'])
    history = model.fit(train_data, train_labels,
                        epochs=epochs,
                        batch_size=batch_size,
                        validation_data=(validation_data, validation_labels))
    model.save_weights(top_model_weights_path)
    return model, history


save_bottleneck_features(train_data_dir, 'train')
save_bottleneck_features(validation_data_dir, 'validation')
top_model, history = train_top_model()
