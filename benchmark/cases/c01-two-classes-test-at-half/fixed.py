# -*- coding: utf-8 -*-
import os
import numpy as np
from keras.applications.resnet50 import ResNet50, preprocess_input
from keras.layers import BatchNormalization, Dense, Dropout, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing import image
from keras.utils import np_utils

os.environ["CUDA_VISIBLE_DEVICES"] = "0"
size = 96
batch_size = 64
epochs = 10
nb_classes = 2


def load_set(path):
    data, target = [], []
    for k, cls in enumerate(sorted(os.listdir(path))):
        for f in os.listdir(os.path.join(path, cls)):
            img = image.load_img(os.path.join(path, cls, f), target_size=(size, size))
            data.append(image.img_to_array(img))
            target.append(k)
    data = preprocess_input(np.array(data))
    target = np_utils.to_categorical(np.array(target), nb_classes)
    order = np.random.permutation(len(data))
    return data[order], target[order]


def build_model():
    base_model = ResNet50(weights='imagenet', include_top=False, input_shape=(size, size, 3))
    # freeze everything that comes from imagenet
    for layer in base_model.layers:
        layer.trainable = isinstance(layer, BatchNormalization)
    x = base_model.output
    x = GlobalAveragePooling2D()(x)
    x = Dense(256, activation='relu')(x)
    x = BatchNormalization()(x)
    x = Dropout(0.25)(x)
    out = Dense(nb_classes, activation='softmax')(x)
    return Model(inputs=base_model.input, outputs=out)


if __name__ == '__main__':
    x_train, y_train = load_set('data/train')
    x_test, y_test = load_set('data/test')
    print('train', x_train.shape, 'test', x_test.shape)

    model = build_model()
    model.compile(loss='categorical_crossentropy', optimizer=Adam(lr=0.0005), metrics=['accuracy'])
    model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs, verbose=2, validation_split=0.2)

    loss, acc = model.evaluate(x_test, y_test)
    print('test loss;', loss)
    print('test accuracy:', acc)
    model.save('resnet50_two.h5')
