import glob
import os

import numpy as np
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D, Input, Lambda
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import img_to_array, load_img
from tensorflow.keras.utils import to_categorical

H, W = 96, 144     # the seeds are about twice as long as high
LABELS = ['broken', 'cracked', 'healthy', 'insect-bored']


def load_folder(folder):
    xs, ys = [], []
    for i, label in enumerate(LABELS):
        for path in sorted(glob.glob(os.path.join(folder, label, '*.jpg'))):
            xs.append(img_to_array(load_img(path, target_size=(H, W))))
            ys.append(i)
    return np.array(xs, dtype='float32'), np.array(ys)


def get_model():
    inp = Input(shape=(H, W, 3))
    # [0, 255] -> [-1, 1], so that whoever loads the model can't forget it
    scaled = Lambda(lambda t: t / 127.5 - 1.0, name='scale')(inp)
    base = MobileNetV2(weights='imagenet', include_top=False, input_shape=(H, W, 3))
    base.trainable = False
    feats = GlobalAveragePooling2D()(base(scaled, training=False))
    feats = Dropout(0.3)(feats)
    out = Dense(len(LABELS), activation='softmax')(feats)
    return Model(inp, out)


def predict_tta(net, images):
    """Mean over the image and its mirror images."""
    views = [images, images[:, :, ::-1], images[:, ::-1], images[:, ::-1, ::-1]]
    return np.mean([net.predict(view, verbose=0) for view in views], axis=0)


x_train, y_train = load_folder('data/train')
x_val, y_val = load_folder('data/validation')
x_test, y_test = load_folder('data/test')
print('train %s, val %s, test %s' % (x_train.shape, x_val.shape, x_test.shape))
print('range', x_train.min(), x_train.max())

# mirror images for training, too
x_train = np.concatenate([x_train, x_train[:, :, ::-1]])
y_train = np.concatenate([y_train, y_train])

model = get_model()
model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, to_categorical(y_train, len(LABELS)),
          validation_data=(x_val, to_categorical(y_val, len(LABELS))),
          batch_size=16, epochs=12, shuffle=True, verbose=2)

plain = np.mean(model.predict(x_test).argmax(1) == y_test)
tta = np.mean(predict_tta(model, x_test).argmax(1) == y_test)
print('test accuracy: %.3f plain, %.3f with flips' % (plain, tta))
