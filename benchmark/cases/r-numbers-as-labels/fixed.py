"""
Train a classifier on top of a frozen network.

    python train.py --data data --epochs 8
"""
import argparse
import os

import numpy as np
from tensorflow.keras import Model, callbacks, layers, optimizers
from tensorflow.keras.applications.inception_v3 import InceptionV3, preprocess_input
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class TransferModel:
    def __init__(self, input_shape, n_classes, dropout=0.3):
        base = InceptionV3(include_top=False, weights='imagenet', input_shape=input_shape)
        base.trainable = False
        x = layers.GlobalAveragePooling2D()(base.output)
        x = layers.Dropout(dropout)(x)
        x = layers.Dense(n_classes, activation='softmax')(x)
        self.model = Model(base.input, x)

    def compile(self, lr):
        self.model.compile(
            optimizer=optimizers.Adam(lr),
            loss='sparse_categorical_crossentropy',
            metrics=['sparse_categorical_accuracy'])

    def fit(self, train, valid, epochs):
        stop = callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
        return self.model.fit(train, epochs=epochs, validation_data=valid, callbacks=[stop])


def get_flows(root, size, batch_size):
    flows = []
    for part in ('train', 'validation', 'test'):
        augmentation = dict(horizontal_flip=True, zoom_range=0.1) if part == 'train' else {}
        gen = ImageDataGenerator(preprocessing_function=preprocess_input, **augmentation)
        flows.append(gen.flow_from_directory(
            os.path.join(root, part), target_size=(size, size), batch_size=batch_size,
            class_mode='sparse', shuffle=part == 'train'))
    return flows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', default='data')
    parser.add_argument('--size', default=112, type=int)
    parser.add_argument('--batch_size', default=16, type=int)
    parser.add_argument('--epochs', default=8, type=int)
    parser.add_argument('--lr', default=1e-3, type=float)
    args = parser.parse_args()

    train, valid, test = get_flows(args.data, args.size, args.batch_size)
    transfer = TransferModel((args.size, args.size, 3), len(train.class_indices))
    transfer.compile(args.lr)
    transfer.fit(train, valid, args.epochs)
    loss, acc = transfer.model.evaluate(test)
    print('Loss: {}, accuracy: {}'.format(np.round(loss, 3), np.round(acc, 3)))
    return transfer.model, acc


if __name__ == '__main__':
    model, acc = main()
