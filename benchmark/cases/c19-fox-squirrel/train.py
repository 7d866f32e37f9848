import argparse
import os

import cv2
import numpy as np
from tensorflow.keras.applications.resnet50 import ResNet50, decode_predictions, preprocess_input
from tensorflow.keras.preprocessing import image


class Classifier:
    """The network of ImageNet as it comes, for single pictures and for frames of a camera."""

    SIDE = 224

    def __init__(self):
        self.model = ResNet50(weights="imagenet")

    def from_file(self, path):
        img = image.load_img(path, target_size=(self.SIDE, self.SIDE))
        return self._top(image.img_to_array(img))

    def from_frame(self, frame):
        rgb = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        rgb = cv2.resize(rgb, (self.SIDE, self.SIDE))
        return self._top(rgb.astype("float32"))

    def _top(self, x):
        x = preprocess_input(np.expand_dims(x, axis=0))
        return decode_predictions(self.model.predict(x), top=3)[0]


def show(title, top):
    print(title)
    for _, name, score in top:
        print("  %-24s %.4f" % (name, score))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", default="data")
    folder = parser.parse_args().folder

    classifier = Classifier()
    for name in sorted(os.listdir(folder)):
        if not name.lower().endswith((".jpg", ".jpeg", ".png")):
            continue
        path = os.path.join(folder, name)
        show(name + ", file", classifier.from_file(path))
        show(name + ", frame", classifier.from_frame(cv2.imread(path)))
