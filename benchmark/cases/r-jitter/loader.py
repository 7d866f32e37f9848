"""Batches for training, read by Keras and jittered by OpenCV."""
import os

import cv2
import numpy as np
from tensorflow.keras.preprocessing.image import img_to_array, load_img


def index(folder):
    """Files of a folder of classes, and the number of the class of each."""
    names = sorted(os.listdir(folder))
    files, labels = [], []
    for number, name in enumerate(names):
        for file in sorted(os.listdir(os.path.join(folder, name))):
            files.append(os.path.join(folder, name, file))
            labels.append(number)
    return files, np.array(labels), names


def read(file, side):
    """Picture as an array of side x side, red first."""
    return img_to_array(load_img(file, target_size=(side, side)))


def jitter(picture, rng):
    """A turn by up to ten degrees."""
    side = picture.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(-10, 10), 1.0)
    return cv2.warpAffine(picture, turn, (side, side), borderMode=cv2.BORDER_REFLECT)
