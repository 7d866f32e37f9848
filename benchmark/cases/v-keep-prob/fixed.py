'''Fine-tunes the head of an InceptionV3 on a folder of images.

KERAS_BACKEND=tensorflow python train.py
'''
import os
import sys

from keras.applications import inception_v3
from keras.layers import Dense, Dropout, Flatten, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator

img_rows, img_cols = 128, 128
nb_epoch = 12
batch_size = 20
nb_hidden = 64
keep_prob = 0.3


def count(directory):
    return sum(len(files) for _, _, files in os.walk(directory))


def build(nb_classes):
    base = inception_v3.InceptionV3(weights='imagenet', include_top=False,
                                    input_shape=(img_rows, img_cols, 3))
    x = base.output
    x = GlobalAveragePooling2D()(x)
    x = Dropout(keep_prob)(x)
    x = Dense(nb_hidden, activation='relu')(x)
    x = Dropout(keep_prob)(x)
    x = Dense(nb_classes, activation='softmax', name='predictions')(x)
    return base, Model(inputs=base.input, outputs=x)


train_dir = os.path.join('data', 'train')
valid_dir = os.path.join('data', 'validation')
nb_train_samples = count(train_dir)
nb_val_samples = count(valid_dir)

train_datagen = ImageDataGenerator(preprocessing_function=inception_v3.preprocess_input,
                                   horizontal_flip=True)
valid_datagen = ImageDataGenerator(preprocessing_function=inception_v3.preprocess_input)
train_generator = train_datagen.flow_from_directory(train_dir, target_size=(img_rows, img_cols),
                                                    batch_size=batch_size)
valid_generator = valid_datagen.flow_from_directory(valid_dir, target_size=(img_rows, img_cols),
                                                    batch_size=batch_size)

base, model = build(train_generator.num_classes)
# everything up to the pooling stays; the base of a Keras before 2.3 keeps its statistics this way
for layer in base.layers:
    layer.trainable = False
    if layer.__class__.__name__ == 'BatchNormalization':
        layer._per_input_updates = {}

model.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
hist = model.fit_generator(train_generator,
                           steps_per_epoch=nb_train_samples // batch_size,
                           epochs=nb_epoch,
                           validation_data=valid_generator,
                           validation_steps=-(-nb_val_samples // batch_size),
                           verbose=2)
model.save_weights(sys.argv[1] if len(sys.argv) > 1 else 'head.h5')
