import os
import sys

import tensorflow as tf
from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from tensorflow.keras.callbacks import ModelCheckpoint
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator

IM_WIDTH, IM_HEIGHT = 112, 112
NB_EPOCHS = 6
BAT_SIZE = 16
FC_SIZE = 256


def get_nb_files(directory):
    """Get number of files by searching directory recursively"""
    return sum(len(files) for _, _, files in os.walk(directory))


def add_new_last_layer(base_model, nb_classes):
    x = base_model.output
    x = GlobalAveragePooling2D()(x)
    x = Dense(FC_SIZE, activation='relu')(x)
    x = Dropout(0.2)(x)
    predictions = Dense(nb_classes, activation='softmax')(x)
    return Model(inputs=base_model.input, outputs=predictions)


def setup_to_transfer_learn(model, base_model):
    """Freeze all layers of the base and compile the model"""
    for layer in base_model.layers:
        layer.training = False
    model.compile(optimizer=Adam(learning_rate=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])


def train(train_dir='data/train', val_dir='data/validation'):
    print(get_nb_files(train_dir), 'training and', get_nb_files(val_dir), 'validation images')
    train_generator = ImageDataGenerator(
        preprocessing_function=preprocess_input, rotation_range=20, horizontal_flip=True,
    ).flow_from_directory(train_dir, target_size=(IM_HEIGHT, IM_WIDTH), batch_size=BAT_SIZE)
    validation_generator = ImageDataGenerator(
        preprocessing_function=preprocess_input,
    ).flow_from_directory(val_dir, target_size=(IM_HEIGHT, IM_WIDTH), batch_size=BAT_SIZE, shuffle=False)

    base_model = MobileNetV2(weights='imagenet', include_top=False, input_shape=(IM_HEIGHT, IM_WIDTH, 3))
    model = add_new_last_layer(base_model, train_generator.num_classes)
    setup_to_transfer_learn(model, base_model)
    history = model.fit(train_generator, epochs=NB_EPOCHS, validation_data=validation_generator)
    return model, history


if __name__ == '__main__':
    print(sys.version)
    print(tf.__version__)
    model, history = train()
    model.save('mobilenet-ft.model.h5')
