from __future__ import print_function

import numpy as np
from keras import optimizers
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, GlobalMaxPooling2D
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix

img_width, img_height = 128, 128
batch_size = 20
epochs = 8

train_data_dir = 'data/train'
validation_data_dir = 'data/validation'
test_data_dir = 'data/test'

train_datagen = ImageDataGenerator(preprocessing_function=preprocess_input,
                                   horizontal_flip=True,
                                   vertical_flip=True)
test_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)


def batches(datagen, directory, shuffle=True):
    return datagen.flow_from_directory(directory,
                                       target_size=(img_height, img_width),
                                       batch_size=batch_size,
                                       shuffle=shuffle,
                                       class_mode='categorical')


train_generator = batches(train_datagen, train_data_dir)
validation_generator = batches(test_datagen, validation_data_dir)
test_generator = batches(test_datagen, test_data_dir, shuffle=False)

conv_base = InceptionV3(weights='imagenet', include_top=False, input_shape=(img_height, img_width, 3))
for layer in conv_base.layers:
    # keep what the batch normalizations learned
    layer.trainable = False
features = GlobalMaxPooling2D()(conv_base.output)

# the convolutional part only computes features, once for each set
from keras.models import Model
extractor = Model(conv_base.input, features)


def bottleneck(generator):
    x, y = [], []
    for _ in range(len(generator)):
        images, labels = next(generator)
        x.append(extractor.predict(images))
        y.append(labels)
    return np.concatenate(x), np.concatenate(y)


train_x, train_y = bottleneck(train_generator)
val_x, val_y = bottleneck(validation_generator)

top_model = Sequential()
top_model.add(Dense(64, activation='relu', input_shape=train_x.shape[1:]))
top_model.add(Dense(train_y.shape[1], activation='softmax'))
top_model.compile(optimizer=optimizers.Adam(lr=5e-4), loss='categorical_crossentropy', metrics=['acc'])
history = top_model.fit(train_x, train_y, epochs=epochs * 3, batch_size=batch_size,
                        validation_data=(val_x, val_y), verbose=2)

model = Model(extractor.input, top_model(extractor.output))
probabilities = model.predict_generator(test_generator, steps=len(test_generator))
y_pred = np.argmax(probabilities, axis=1)

names = sorted(test_generator.class_indices, key=test_generator.class_indices.get)
print('Confusion matrix')
print(confusion_matrix(test_generator.classes, y_pred))
print(classification_report(test_generator.classes, y_pred, target_names=names))
