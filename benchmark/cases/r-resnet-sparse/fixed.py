import os

import tensorflow as tf
from tensorflow.keras.applications.resnet50 import ResNet50, preprocess_input
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator

dir_path = 'data'
num_classes = len(os.listdir(os.path.join(dir_path, 'train')))
image_size = 160
train_batch, valid_batch = 16, 16

data_generator_with_aug = ImageDataGenerator(
    preprocessing_function=preprocess_input,
    horizontal_flip=True,
    width_shift_range=0.1,
    height_shift_range=0.1)
data_generator_no_aug = ImageDataGenerator(preprocessing_function=preprocess_input)

train_generator = data_generator_with_aug.flow_from_directory(
    directory=os.path.join(dir_path, 'train'),
    target_size=(image_size, image_size),
    batch_size=train_batch,
    class_mode='categorical')
validation_generator = data_generator_no_aug.flow_from_directory(
    directory=os.path.join(dir_path, 'validation'),
    target_size=(image_size, image_size),
    batch_size=valid_batch,
    class_mode='categorical',
    shuffle=False)

my_new_model = Sequential()
my_new_model.add(ResNet50(include_top=False, weights='imagenet', input_shape=(image_size, image_size, 3)))
my_new_model.add(GlobalAveragePooling2D())
my_new_model.add(Dropout(0.2))
my_new_model.add(Dense(num_classes, activation='softmax'))

# the ResNet is already trained
my_new_model.layers[0].trainable = False

my_new_model.compile(optimizer=tf.keras.optimizers.Adam(1e-3), loss='categorical_crossentropy', metrics=['accuracy'])

history = my_new_model.fit(
    train_generator,
    epochs=5,
    validation_data=validation_generator)
print(history.history['val_accuracy'])
