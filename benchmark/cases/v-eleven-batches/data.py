"""Generators of the project, for training and for the report."""
import os

from tensorflow.keras.applications.mobilenet_v2 import preprocess_input
from tensorflow.keras.preprocessing.image import ImageDataGenerator

TARGET = (112, 112)
BATCH_SIZE = 12

train_datagen = ImageDataGenerator(
    preprocessing_function=preprocess_input,
    rotation_range=15,
    horizontal_flip=True,
    fill_mode='nearest',
)
valid_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)


def generators(root):
    train = train_datagen.flow_from_directory(
        os.path.join(root, 'train'), target_size=TARGET, batch_size=BATCH_SIZE)
    valid = valid_datagen.flow_from_directory(
        os.path.join(root, 'validation'), target_size=TARGET, batch_size=BATCH_SIZE, shuffle=False)
    return train, valid
