import os
import numpy as np
from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from keras.layers import Dense, Dropout
from keras.models import Sequential
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator, load_img, img_to_array

train_dir = 'data/train'
valid_dir = 'data/validation'
SIZE = 120
BATCH = 20
EPOCHS = 20

train_gen = ImageDataGenerator(preprocessing_function=preprocess_input)
valid_gen = ImageDataGenerator(preprocessing_function=preprocess_input)

base = MobileNetV2(weights='imagenet', include_top=False, pooling='avg', input_shape=(SIZE, SIZE, 3))


def bottleneck(gen, folder):
    """The convolutional part never changes, so run it once per image and keep the vectors."""
    flow = gen.flow_from_directory(folder, target_size=(SIZE, SIZE), batch_size=BATCH,
                                   class_mode='categorical', shuffle=False)
    features, labels = [], []
    for _ in range(len(flow)):
        x, y = next(flow)
        features.append(base.predict_on_batch(x))
        labels.append(y)
    return np.concatenate(features), np.concatenate(labels)


x_train, y_train = bottleneck(train_gen, train_dir)
x_valid, y_valid = bottleneck(valid_gen, valid_dir)
n_classes = y_train.shape[1]

model = Sequential()
model.add(Dense(256, activation='relu', input_shape=x_train.shape[1:]))
model.add(Dropout(0.3))
model.add(Dense(n_classes, activation='softmax'))
model.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['acc'])

history = model.fit(x_train, y_train,
                    batch_size=BATCH,
                    epochs=EPOCHS,
                    validation_data=(x_valid, y_valid),
                    verbose=2)

# Keras says the validation is at chance... check it by hand, image by image
hits = total = 0
for label, name in enumerate(sorted(os.listdir(valid_dir))):
    for fname in os.listdir(os.path.join(valid_dir, name)):
        img = load_img(os.path.join(valid_dir, name, fname), target_size=(SIZE, SIZE))
        x = preprocess_input(np.expand_dims(img_to_array(img), 0))
        hits += int(np.argmax(model.predict(base.predict(x))[0]) == label)
        total += 1
print('by hand: %d of %d = %.3f' % (hits, total, hits / float(total)))
