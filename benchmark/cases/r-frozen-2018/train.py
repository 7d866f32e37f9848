# -*- coding: utf-8 -*-
# Keras 2.2.4, TensorFlow backend
import os

from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from keras.callbacks import CSVLogger
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import RMSprop
from keras.preprocessing.image import ImageDataGenerator

img_width, img_height = 112, 112
train_data_dir = os.path.join('data', 'train')
validation_data_dir = os.path.join('data', 'validation')
nb_classes = len(os.listdir(train_data_dir))
nb_train_samples = sum(len(files) for _, _, files in os.walk(train_data_dir))
nb_validation_samples = sum(len(files) for _, _, files in os.walk(validation_data_dir))
epochs = 10
batch_size = 8

# the pretrained network
base_model = MobileNetV2(weights='imagenet', include_top=False, input_shape=(img_height, img_width, 3))
for layer in base_model.layers:
    layer.trainable = False

# a new classifier on top of it
x = base_model.output
x = GlobalAveragePooling2D()(x)
x = Dense(128, activation='relu')(x)
predictions = Dense(nb_classes, activation='softmax')(x)
model = Model(inputs=base_model.input, outputs=predictions)

model.compile(loss='categorical_crossentropy', optimizer=RMSprop(lr=1e-4), metrics=['accuracy'])

train_datagen = ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True, zoom_range=0.1)
test_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)

train_generator = train_datagen.flow_from_directory(
    train_data_dir, target_size=(img_height, img_width), batch_size=batch_size, class_mode='categorical')
validation_generator = test_datagen.flow_from_directory(
    validation_data_dir, target_size=(img_height, img_width), batch_size=batch_size,
    class_mode='categorical', shuffle=False)

history = model.fit_generator(
    train_generator,
    steps_per_epoch=(nb_train_samples + batch_size - 1) // batch_size,
    epochs=epochs,
    validation_data=validation_generator,
    validation_steps=(nb_validation_samples + batch_size - 1) // batch_size,
    callbacks=[CSVLogger('log.csv')])

model.save_weights('first_try.h5')
