import os
import random

import cv2
import numpy as np
from tensorflow.keras.applications.inception_v3 import InceptionV3, preprocess_input
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import SGD
from tensorflow.keras.utils import to_categorical
from sklearn.model_selection import train_test_split

SIZE = 128
DATADIR = 'data'
CATEGORIES = sorted(os.listdir(DATADIR))

training_data = []


def create_training_data():
    for category in CATEGORIES:
        path = os.path.join(DATADIR, category)
        class_num = CATEGORIES.index(category)
        for img in sorted(os.listdir(path)):
            img_array = cv2.imread(os.path.join(path, img), cv2.IMREAD_COLOR)
            img_array = cv2.cvtColor(img_array, cv2.COLOR_BGR2RGB)
            training_data.append([cv2.resize(img_array, (SIZE, SIZE)), class_num])


create_training_data()
random.shuffle(training_data)
print(len(training_data), 'images')

X = preprocess_input(np.array([features for features, _ in training_data], dtype='float32'))
y = to_categorical([label for _, label in training_data], len(CATEGORIES))

x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42, stratify=y)
print(x_train.shape, x_test.shape)

base = InceptionV3(weights='imagenet', include_top=False, input_shape=(SIZE, SIZE, 3))
base.trainable = False

model = Sequential()
model.add(base)
model.add(GlobalAveragePooling2D())
model.add(Dropout(0.2))
model.add(Dense(64, activation='relu'))
model.add(Dense(len(CATEGORIES), activation='softmax'))
model.compile(loss='categorical_crossentropy',
              optimizer=SGD(learning_rate=0.005, momentum=0.9),
              metrics=['accuracy'])

model.fit(x_train, y_train, batch_size=16, epochs=8, validation_data=(x_test, y_test), verbose=2)
