import os

import numpy as np
from PIL import Image
from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator

SIDE = 144
BATCH = 16


def middle_square(img):
    """Pictures are twice as wide as high, the seed is in the middle."""
    h, w = img.shape[:2]
    s = min(h, w)
    top, left = (h - s) // 2, (w - s) // 2
    return img[top:top + s, left:left + s]


def prepare(img):
    return preprocess_input(middle_square(img))


train_gen = ImageDataGenerator(preprocessing_function=prepare, vertical_flip=True).flow_from_directory(
    'data/train', target_size=(SIDE, SIDE), batch_size=BATCH, class_mode='categorical')
val_gen = ImageDataGenerator(preprocessing_function=prepare).flow_from_directory(
    'data/validation', target_size=(SIDE, SIDE), batch_size=BATCH, class_mode='categorical', shuffle=False)

base = MobileNetV2(weights='imagenet', include_top=False, pooling='avg', input_shape=(SIDE, SIDE, 3))
base.trainable = False
x = Dropout(0.25)(base.output)
x = Dense(train_gen.num_classes, activation='softmax')(x)
model = Model(base.input, x)
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train_gen, epochs=10, validation_data=val_gen)


def classify(path):
    """As it will run on the sorting machine."""
    picture = middle_square(np.asarray(Image.open(path).convert('RGB')))
    picture = Image.fromarray(picture).resize((SIDE, SIDE), Image.NEAREST)
    batch = preprocess_input(np.asarray(picture, dtype='float32')[np.newaxis])
    return int(np.argmax(model.predict(batch, verbose=0)[0]))


def check(root):
    hits = []
    for name, index in train_gen.class_indices.items():
        folder = os.path.join(root, name)
        hits += [classify(os.path.join(folder, f)) == index for f in sorted(os.listdir(folder))]
    return float(np.mean(hits))


score = check('data/test')
print('on the machine:', round(score, 3))
