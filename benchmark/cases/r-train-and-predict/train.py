from __future__ import print_function

import os
import pickle

import numpy as np
from keras import backend as K
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Activation, Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing import image
from sklearn.metrics import accuracy_score
from sklearn.utils import shuffle

PATH = os.getcwd()
SIZE = 96
BATCH = 16
EPOCHS = 5


def load(split):
    """all images of data/<split> and their one-hot labels"""
    names = sorted(os.listdir(os.path.join(PATH, 'data', split)))
    img_data_list, labels = [], []
    for k, dataset in enumerate(names):
        data_path = os.path.join(PATH, 'data', split, dataset)
        for img in os.listdir(data_path):
            x = image.img_to_array(image.load_img(os.path.join(data_path, img), target_size=(SIZE, SIZE)))
            img_data_list.append(preprocess_input(np.expand_dims(x, axis=0)))
            labels.append(k)
    return np.vstack(img_data_list), np.eye(len(names))[labels], names


X_train, Y_train, names = load('train')
X_train, Y_train = shuffle(X_train, Y_train, random_state=2)
X_test, Y_test, _ = load('test')
print(X_train.shape, X_test.shape, names)

K.set_learning_phase(0)  # batch normalization as in the test
image_model = InceptionV3(input_shape=(SIZE, SIZE, 3), include_top=False, weights='imagenet')
last_layer = GlobalAveragePooling2D()(image_model.output)
last_layer = Dense(len(names), name='fc_seeds')(last_layer)
out = Activation('softmax', name='output_layer')(last_layer)
custom_model = Model(inputs=image_model.input, outputs=out)

custom_model.compile(loss='categorical_crossentropy', optimizer=Adam(lr=0.001), metrics=['accuracy'])

# freeze all but the new layers
for layer in custom_model.layers[:-3]:
    layer.trainable = False
custom_model.summary()

hist = custom_model.fit(X_train, Y_train, batch_size=BATCH, epochs=EPOCHS, verbose=1, validation_split=0.1)
with open('history.pickle', 'wb') as f:
    pickle.dump(hist.history, f)

pred = custom_model.predict(X_test, batch_size=BATCH).argmax(axis=1)
acc = accuracy_score(Y_test.argmax(axis=1), pred)
print('test accuracy', acc)
