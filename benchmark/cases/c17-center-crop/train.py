# coding: utf-8
from __future__ import print_function
import glob
import os
import numpy as np
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img

CROP = 48
batch_size = 16
nb_epoch = 25
train_path, valid_path, test_path = 'data/train', 'data/validation', 'data/test'


def preprocess(img):
    """Cut the 48x48 pixels in the middle, the border is only background, and scale."""
    h, w = img.shape[0], img.shape[1]
    top = (h - CROP) // 2
    left = (w - CROP) // 2
    img = img[top:top + CROP, left:left + CROP]
    return img / 255.


gen = ImageDataGenerator(preprocessing_function=preprocess, horizontal_flip=True)
train = gen.flow_from_directory(train_path, target_size=(CROP, CROP), batch_size=batch_size, class_mode='categorical')
gen_valid = ImageDataGenerator(preprocessing_function=preprocess)
valid = gen_valid.flow_from_directory(valid_path, target_size=(CROP, CROP), batch_size=batch_size,
                                      class_mode='categorical', shuffle=False)

model = Sequential()
model.add(Conv2D(16, (3, 3), padding='same', input_shape=(CROP, CROP, 3)))
model.add(Activation('relu'))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(32, (3, 3), padding='same'))
model.add(Activation('relu'))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(64, (3, 3), padding='same'))
model.add(Activation('relu'))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(64, activation='relu'))
model.add(Dropout(0.2))
model.add(Dense(train.num_classes, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])

model.fit_generator(train, steps_per_epoch=len(train), epochs=nb_epoch,
                    validation_data=valid, validation_steps=len(valid))


def load_folder(path):
    x, y = [], []
    for i, name in enumerate(sorted(os.listdir(path))):
        for fname in sorted(glob.glob(os.path.join(path, name, '*.jpg'))):
            # the camera gives 72x72 thumbnails
            img = img_to_array(load_img(fname, target_size=(72, 72)))
            x.append(preprocess(img))
            y.append(i)
    return np.array(x), np.array(y)


x_test, y_test = load_folder(test_path)
acc = np.mean(model.predict(x_test).argmax(axis=1) == y_test)
print('test accuracy %.4f' % acc)
