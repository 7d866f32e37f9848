# -*- coding: utf-8 -*-
"""Pictures in a square, without squeezing them."""
import os

import numpy as np
from keras.utils import to_categorical
from PIL import Image


def pad_to_square(img):
    """Adds rows or columns of zeros on both sides until height and width are the same."""
    height, width = img.shape[:2]
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    return np.pad(img, ((top, side - height - top), (left, side - width - left), (0, 0)), 'constant')


def load_folder(folder, side):
    """All pictures below a folder with one subfolder a class, padded and resized, and their classes as one-hot rows."""
    pictures, classes = [], []
    names = sorted(os.listdir(folder))
    for number, name in enumerate(names):
        for file in sorted(os.listdir(os.path.join(folder, name))):
            picture = np.asarray(Image.open(os.path.join(folder, name, file)).convert('RGB'))
            square = Image.fromarray(pad_to_square(picture)).resize((side, side), Image.BILINEAR)
            pictures.append(np.asarray(square, dtype='float32'))
            classes.append(number)
    return np.stack(pictures), to_categorical(classes, len(names))
