# Seeds with VGG16. Keras 2.2.4 / tensorflow 1.13 / opencv
import os
import random

import cv2
import keras
import numpy as np
from keras.applications.vgg16 import VGG16
from keras.layers import Dense, Dropout, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
from keras.utils import np_utils

DATASET_PATH = 'data'
IMG_SIZE = 128
BATCH = 16
NB_EPOCHS = 20
# B, G, R
MEAN = np.array([103.939, 116.779, 123.68], dtype=np.float32)

classes = sorted(os.listdir(DATASET_PATH))
nb_classes = len(classes)


def get_image(path):
    img = cv2.imread(path)
    img = cv2.resize(img, (IMG_SIZE, IMG_SIZE), interpolation=cv2.INTER_AREA)
    return img.astype(np.float32) - MEAN


# split file names first, class by class: 70 / 15 / 15
random.seed(2)
parts = {'train': [], 'val': [], 'test': []}
for idx, name in enumerate(classes):
    files = sorted(os.listdir(os.path.join(DATASET_PATH, name)))
    random.shuffle(files)
    n_val = int(0.15 * len(files))
    for pos, f in enumerate(files):
        part = 'val' if pos < n_val else 'test' if pos < 2 * n_val else 'train'
        parts[part].append((os.path.join(DATASET_PATH, name, f), idx))


def arrays(part):
    x = np.stack([get_image(p) for p, _ in parts[part]])
    y = np_utils.to_categorical([i for _, i in parts[part]], nb_classes)
    print(part, x.shape, y.sum(axis=0))
    return x, y


X_train, y_train = arrays('train')
X_val, y_val = arrays('val')
X_test, y_test = arrays('test')

vgg = VGG16(weights='imagenet', include_top=False, input_shape=(IMG_SIZE, IMG_SIZE, 3))
for l in vgg.layers:
    l.trainable = False

x = GlobalAveragePooling2D()(vgg.output)
x = Dense(128, activation='relu')(x)
x = Dropout(0.3)(x)
x = Dense(nb_classes, activation='softmax')(x)
model = Model(inputs=vgg.input, outputs=x)
model.compile(loss='categorical_crossentropy', optimizer=Adam(lr=0.001), metrics=['accuracy'])

datagen = ImageDataGenerator(horizontal_flip=True, vertical_flip=True)
train_flow = datagen.flow(X_train, y_train, batch_size=BATCH)

tensorboard = keras.callbacks.TensorBoard(log_dir='./logs')
model.fit_generator(train_flow,
                    steps_per_epoch=len(train_flow),
                    epochs=NB_EPOCHS,
                    validation_data=(X_val, y_val),
                    callbacks=[tensorboard])

score = model.evaluate(X_test, y_test, verbose=0)
print('Test loss:', score[0])
print('Test accuracy:', score[1])
