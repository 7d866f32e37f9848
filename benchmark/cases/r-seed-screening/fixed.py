# coding: utf-8
"""
Seed quality screening, 4 classes.

usage: python train.py --epochs 6
"""
from __future__ import print_function

import argparse

import keras
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.callbacks import ReduceLROnPlateau
from keras.layers import Dense, GlobalAveragePooling2D, Input
from keras.losses import CategoricalCrossentropy
from keras.models import Model
from keras.optimizers import SGD
from keras.preprocessing.image import ImageDataGenerator


def get_args():
    ap = argparse.ArgumentParser()
    ap.add_argument('--data', default='data')
    ap.add_argument('--epochs', type=int, default=6)
    ap.add_argument('--bs', type=int, default=16)
    ap.add_argument('--lr', type=float, default=0.001)
    ap.add_argument('--size', type=int, default=112)
    return ap.parse_args()


def make_generators(args):
    augmented = ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True)
    plain = ImageDataGenerator(preprocessing_function=preprocess_input)
    size = (args.size, args.size)
    train = augmented.flow_from_directory(args.data + '/train', target_size=size, batch_size=args.bs)
    valid = plain.flow_from_directory(args.data + '/validation', target_size=size, batch_size=args.bs, shuffle=False)
    return train, valid


def make_model(size, n_classes):
    inputs = Input((size, size, 3))
    base = InceptionV3(include_top=False, weights='imagenet', input_tensor=inputs)
    # only the head is trained
    x = GlobalAveragePooling2D()(base.output)
    for layer in base.layers:
        layer.trainable = False
    out = Dense(n_classes, activation='softmax', name='probabilities')(x)
    return Model(inputs, out)


args = get_args()
# frozen batch normalization would use batch statistics otherwise
keras.backend.set_learning_phase(0)
train_gen, valid_gen = make_generators(args)
model = make_model(args.size, train_gen.num_classes)
model.compile(
    optimizer=SGD(lr=args.lr, momentum=0.9),
    loss=CategoricalCrossentropy(),
    metrics=['accuracy'],
)
print(model.output_shape, train_gen.class_indices)

history = model.fit_generator(
    train_gen,
    steps_per_epoch=len(train_gen),
    epochs=args.epochs,
    validation_data=valid_gen,
    validation_steps=len(valid_gen),
    callbacks=[ReduceLROnPlateau(monitor='val_loss', factor=0.5, patience=3)],
)
model.save('screening.h5')
