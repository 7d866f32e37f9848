import os

import cv2
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelBinarizer
from tensorflow.keras.applications.inception_v3 import InceptionV3, preprocess_input
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.utils import img_to_array, load_img

IMG_WIDTH, IMG_HEIGHT = 112, 112
DATADIR = 'data/train'
CATEGORIES = sorted(os.listdir(DATADIR))


def create_training_data():
    X, y = [], []
    for category in CATEGORIES:
        path = os.path.join(DATADIR, category)
        for name in os.listdir(path):
            img = cv2.imread(os.path.join(path, name))
            if img is None:
                print('could not read', name)
                continue
            img = cv2.cvtColor(img, cv2.COLOR_BGR2RGB)
            img = cv2.resize(img, (IMG_WIDTH, IMG_HEIGHT))
            X.append(img)
            y.append(category)
    return np.array(X, dtype='float32'), np.array(y)


X, y = create_training_data()
X = preprocess_input(X)
lb = LabelBinarizer()
y = lb.fit_transform(y)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, stratify=y, random_state=42)
print(X_train.shape, X_val.shape)

conv_base = InceptionV3(weights='imagenet', include_top=False, input_shape=(IMG_HEIGHT, IMG_WIDTH, 3))
conv_base.trainable = False

model = Sequential()
model.add(conv_base)
model.add(GlobalAveragePooling2D())
model.add(Dense(128, activation='relu'))
model.add(Dropout(0.3))
model.add(Dense(len(CATEGORIES), activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer=Adam(learning_rate=5e-4), metrics=['accuracy'])
hist = model.fit(X_train, y_train, batch_size=16, epochs=10, validation_data=(X_val, y_val))

# now the images from the second camera session
correct, total = 0, 0
for k, category in enumerate(lb.classes_):
    folder = os.path.join('data/test', category)
    batch = np.stack([img_to_array(load_img(os.path.join(folder, f), target_size=(IMG_HEIGHT, IMG_WIDTH)))
                      for f in sorted(os.listdir(folder))])
    pred = model.predict(preprocess_input(batch), verbose=0).argmax(axis=1)
    correct += int((pred == k).sum())
    total += len(pred)
    print('%-15s %d / %d' % (category, (pred == k).sum(), len(pred)))
test_accuracy = correct / total
print('accuracy on the test folder:', test_accuracy)
