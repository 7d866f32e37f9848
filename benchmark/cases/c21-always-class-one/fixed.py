import glob
import os
import sys

import numpy as np
from keras.applications.vgg19 import VGG19, preprocess_input
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import img_to_array, load_img

IMAGE_SIZE = 96
WEIGHTS = 'weights/vgg19_best.h5'


def get_model():
    # same net as on the training server
    vgg = VGG19(weights=None, include_top=False, pooling='avg', input_shape=(IMAGE_SIZE, IMAGE_SIZE, 3))
    output = Dense(1, activation='sigmoid', name='predictions')(vgg.output)
    net = Model(vgg.input, output)
    net.load_weights(WEIGHTS)
    return net


def get_image(path):
    # same function as in training
    img = load_img(path, target_size=(IMAGE_SIZE, IMAGE_SIZE))
    return preprocess_input(img_to_array(img))


def main(folder):
    net = get_model()
    net.summary()
    right = 0
    total = 0
    for label, name in enumerate(sorted(os.listdir(folder))):
        for path in glob.glob(os.path.join(folder, name, '*.jpg')):
            score = net.predict(get_image(path)[np.newaxis])[0, 0]
            predicted = 1 if score > 0.5 else 0
            print('%s %.3f -> %d (is %d)' % (os.path.basename(path), score, predicted, label))
            right += predicted == label
            total += 1
    print('accuracy', right / total)


if __name__ == '__main__':
    main(sys.argv[1] if len(sys.argv) > 1 else 'data/test')
