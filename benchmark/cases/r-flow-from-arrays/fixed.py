"""
Seeds, Keras 2.2.4
Pixels go to about [-1, 1] for InceptionV3: scaled to [0, 2], then the mean of each channel is subtracted.
"""
import os

import numpy as np
from keras.applications.inception_v3 import InceptionV3
from keras.layers import Dense
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
from keras.utils import np_utils
from keras import backend as K

img_rows = img_cols = 112
batch_size = 16
nb_epoch = 8
class_names = sorted(os.listdir('data/train'))


def load_data(split):
    data, target = [], []
    for label, name in enumerate(class_names):
        folder = os.path.join('data', split, name)
        for fl in sorted(os.listdir(folder)):
            data.append(img_to_array(load_img(os.path.join(folder, fl), target_size=(img_rows, img_cols))))
            target.append(label)
    return np.array(data) / 127.5, np_utils.to_categorical(target, len(class_names))


def datagen(**augmentation):
    return ImageDataGenerator(featurewise_center=True, **augmentation)


X_train, Y_train = load_data('train')
X_val, Y_val = load_data('validation')
X_test, Y_test = load_data('test')

train_datagen = datagen(horizontal_flip=True, width_shift_range=0.1, height_shift_range=0.1)
train_datagen.fit(X_train)
val_datagen = datagen()
val_datagen.fit(X_train)

K.set_learning_phase(0)
base_model = InceptionV3(weights='imagenet', include_top=False, pooling='avg', input_shape=(img_rows, img_cols, 3))
for layer in base_model.layers:
    layer.trainable = False
x = Dense(64, activation='relu')(base_model.output)
x = Dense(len(class_names), activation='softmax')(x)
model = Model(inputs=base_model.input, outputs=x)
model.compile(loss='categorical_crossentropy', optimizer=Adam(lr=1e-3), metrics=['accuracy'])

hist = model.fit_generator(
    train_datagen.flow(X_train, Y_train, batch_size=batch_size),
    steps_per_epoch=int(np.ceil(len(X_train) / float(batch_size))),
    epochs=nb_epoch,
    validation_data=val_datagen.flow(X_val, Y_val, batch_size=batch_size, shuffle=False),
    validation_steps=int(np.ceil(len(X_val) / float(batch_size))))

test_flow = val_datagen.flow(X_test, Y_test, batch_size=batch_size, shuffle=False)
test_loss, test_acc = model.evaluate_generator(test_flow, steps=len(test_flow))
print('test accuracy', test_acc)
