import os

import numpy as np
from keras.applications.resnet50 import ResNet50
from keras.preprocessing.image import load_img, img_to_array
from keras.utils import to_categorical

# sanity check before the real run: can the net memorize one picture of each class?
IMG_ROWS, IMG_COLS = 140, 140
NB_CLASSES = 3
NB_EPOCH = 120


def first_pictures(folder):
    x, y = [], []
    for i, name in enumerate(sorted(os.listdir(folder))):
        fname = sorted(os.listdir(os.path.join(folder, name)))[0]
        img = load_img(os.path.join(folder, name, fname), grayscale=True,
                       target_size=(IMG_ROWS, IMG_COLS))
        x.append(img_to_array(img))
        y.append(i)
    return np.array(x), to_categorical(y, NB_CLASSES)


x_train, y_train = first_pictures('data')
print('x_train', x_train.shape, 'y_train', y_train.shape)

model = ResNet50(include_top=True, weights=None,
                 input_shape=(IMG_ROWS, IMG_COLS, 1), classes=NB_CLASSES)
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])

history = model.fit(x_train, y_train, epochs=NB_EPOCH, batch_size=3, verbose=1)

# same three pictures again
score = model.evaluate(x_train, y_train, verbose=0)
print('loss on the training pictures:', score[0])
print('accuracy on the training pictures:', score[1])
print(model.predict(x_train))
