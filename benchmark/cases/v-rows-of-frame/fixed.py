# -*- coding: utf-8 -*-
import glob
import os

import pandas as pd
from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class SeedTrainer:
    """Everything around one training run."""

    def __init__(self, root, size=(112, 112), batch_size=16, train_share=0.8):
        self.root = root
        self.size = size
        self.batch_size = batch_size
        self.train_share = train_share
        self.classes = sorted(d for d in os.listdir(root) if os.path.isdir(os.path.join(root, d)))
        self.model = None
        self.history = None

    def table(self):
        rows = []
        for name in self.classes:
            for path in sorted(glob.glob(os.path.join(self.root, name, '*.jpg'))):
                rows.append((path, name))
        return pd.DataFrame(rows, columns=['path', 'label']).sample(frac=1, random_state=0)

    def split(self, df):
        cut = int(len(df) * self.train_share)
        return df.iloc[:cut], df.iloc[cut:]

    def flow(self, df, shuffle, **augmentation):
        datagen = ImageDataGenerator(preprocessing_function=preprocess_input, **augmentation)
        return datagen.flow_from_dataframe(df, x_col='path', y_col='label', classes=self.classes,
                                           target_size=self.size, batch_size=self.batch_size,
                                           class_mode='categorical', shuffle=shuffle)

    def build(self, lr=1e-3):
        base = MobileNetV2(include_top=False, weights='imagenet', input_shape=self.size + (3,))
        base.trainable = False
        self.model = Sequential([base,
                                 GlobalAveragePooling2D(),
                                 Dropout(0.3),
                                 Dense(len(self.classes), activation='softmax')])
        self.model.compile(optimizer=Adam(lr), loss='categorical_crossentropy', metrics=['accuracy'])
        return self

    def run(self, epochs):
        train_df, val_df = self.split(self.table())
        print(len(train_df), 'for training,', len(val_df), 'for validation')
        train = self.flow(train_df, True, horizontal_flip=True, vertical_flip=True)
        val = self.flow(val_df, False)
        self.history = self.model.fit(train, validation_data=val, epochs=epochs, verbose=2)
        return self


if __name__ == '__main__':
    trainer = SeedTrainer('data').build().run(epochs=10)
    trainer.model.save('mobilenet_seeds.h5')
