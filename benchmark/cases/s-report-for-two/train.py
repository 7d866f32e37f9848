"""Healthy or broken? One unit, Inception features, confusion matrix at the end."""
import os

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import classification_report, confusion_matrix
from tensorflow.keras import Sequential
from tensorflow.keras.applications.inception_v3 import InceptionV3, preprocess_input
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator

BASE_DIR = 'data'
TRAIN_DIR = os.path.join(BASE_DIR, 'train')
VALID_DIR = os.path.join(BASE_DIR, 'validation')
TEST_DIR = os.path.join(BASE_DIR, 'test')
SHAPE = (112, 112)

train_datagen = ImageDataGenerator(
    preprocessing_function=preprocess_input,
    rotation_range=10,
    zoom_range=0.1,
    horizontal_flip=True)
test_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)

train_generator = train_datagen.flow_from_directory(
    TRAIN_DIR, target_size=SHAPE, batch_size=12, class_mode='binary')
valid_generator = test_datagen.flow_from_directory(
    VALID_DIR, target_size=SHAPE, batch_size=12, class_mode='binary', shuffle=False)
# one by one, so that nothing is left over
test_generator = test_datagen.flow_from_directory(
    TEST_DIR, target_size=SHAPE, batch_size=1, class_mode='binary', shuffle=False)

conv_base = InceptionV3(weights='imagenet', include_top=False, input_shape=SHAPE + (3,))
conv_base.trainable = False

model = Sequential()
model.add(conv_base)
model.add(GlobalAveragePooling2D())
model.add(Dense(128, activation='relu'))
model.add(Dropout(0.25))
model.add(Dense(1, activation='sigmoid'))

model.compile(loss='binary_crossentropy',
              optimizer=Adam(learning_rate=0.001),
              metrics=['acc'])

history = model.fit(train_generator,
                    steps_per_epoch=len(train_generator),
                    epochs=20,
                    validation_data=valid_generator,
                    validation_steps=len(valid_generator))

acc = history.history['acc']
val_acc = history.history['val_acc']
plt.figure()
plt.plot(range(1, len(acc) + 1), acc, 'bo', label='Training acc')
plt.plot(range(1, len(val_acc) + 1), val_acc, 'b', label='Validation acc')
plt.legend()
plt.savefig('curves.png')

probabilities = model.predict(test_generator, steps=test_generator.samples)
predicted = (probabilities > 0.5).astype(int).ravel()
expected = test_generator.classes

print(confusion_matrix(expected, predicted))
print(classification_report(expected, predicted, target_names=list(test_generator.class_indices)))
test_accuracy = np.mean(predicted == expected)
print('Test accuracy:', test_accuracy)
