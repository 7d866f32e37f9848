"""Batches of pictures for Keras."""
import math
import os

import numpy as np
from tensorflow.keras.preprocessing import image
from tensorflow.keras.utils import Sequence


class Pictures(Sequence):
    """Reads the pictures of a folder that has one folder for each kind."""

    def __init__(self, root, kinds, size, prepare, batch=16, shuffle=False):
        self.files = sorted(
            os.path.join(root, kind, name) for kind in os.listdir(root) for name in os.listdir(os.path.join(root, kind)))
        self.kinds, self.size, self.prepare = kinds, size, prepare
        self.batch, self.shuffle = batch, shuffle
        self.on_epoch_end()

    def __len__(self):
        return math.ceil(len(self.files) / self.batch)

    def on_epoch_end(self):
        if self.shuffle:
            np.random.shuffle(self.files)

    def kind_of(self, file):
        return os.path.basename(os.path.dirname(file))

    def __getitem__(self, i):
        files = self.files[i * self.batch:(i + 1) * self.batch]
        x = np.stack([image.img_to_array(image.load_img(f, target_size=self.size)) for f in files])
        y = np.array([[self.kind_of(f) == kind for kind in self.kinds] for f in files], dtype="float32")
        return self.prepare(x), y
