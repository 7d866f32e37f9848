"""Adapted from my cats and dogs classifier."""
import os

import numpy as np
import matplotlib.pyplot as plt
from tensorflow.keras import optimizers
from tensorflow.keras.applications.inception_v3 import InceptionV3, preprocess_input
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator

base_dir = 'data'
train_dir = os.path.join(base_dir, 'train')
validation_dir = os.path.join(base_dir, 'validation')
test_dir = os.path.join(base_dir, 'test')
for sub in sorted(os.listdir(train_dir)):
    print('total training', sub, 'images:', len(os.listdir(os.path.join(train_dir, sub))))

conv_base = InceptionV3(weights='imagenet', include_top=False, input_shape=(120, 120, 3))
conv_base.trainable = False

model = Sequential()
model.add(conv_base)
model.add(GlobalAveragePooling2D())
model.add(Dense(128, activation='relu'))
model.add(Dropout(0.3))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer=optimizers.RMSprop(learning_rate=1e-4), metrics=['accuracy'])

train_datagen = ImageDataGenerator(
    preprocessing_function=preprocess_input, rotation_range=40, shear_range=0.1, horizontal_flip=True)
test_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)

train_generator = train_datagen.flow_from_directory(
    train_dir, target_size=(120, 120), batch_size=15, class_mode='binary')
validation_generator = test_datagen.flow_from_directory(
    validation_dir, target_size=(120, 120), batch_size=15, class_mode='binary', shuffle=False)
test_generator = test_datagen.flow_from_directory(
    test_dir, target_size=(120, 120), batch_size=15, class_mode='binary', shuffle=False)

history = model.fit(train_generator, epochs=10, validation_data=validation_generator, verbose=2)

epochs = range(1, len(history.history['loss']) + 1)
plt.plot(epochs, history.history['accuracy'], 'bo', label='Training acc')
plt.plot(epochs, history.history['val_accuracy'], 'b', label='Validation acc')
plt.legend()
plt.savefig('acc.png')

test_loss, test_acc = model.evaluate(test_generator)
print('test acc:', np.round(test_acc, 3))
model.save('three_seeds.h5')
