import gc
import os

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold
from tensorflow.keras.applications import EfficientNetB0
from tensorflow.keras.callbacks import EarlyStopping, ReduceLROnPlateau
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator

WORK_DIR = 'data'
TARGET_SIZE = 160
BATCH_SIZE = 16
EPOCHS = 8
N_SPLITS = 5

labels = pd.read_csv(os.path.join(WORK_DIR, 'labels.csv'))
print(labels.head())
print(labels['label'].value_counts())

skf = StratifiedKFold(n_splits=N_SPLITS, shuffle=True, random_state=2020)
train_idx, val_idx = next(skf.split(labels['file'], labels['label']))
train_df, val_df = labels.iloc[train_idx], labels.iloc[val_idx]

train_datagen = ImageDataGenerator(
    rotation_range=40,
    zoom_range=0.1,
    horizontal_flip=True,
    vertical_flip=True,
)
val_datagen = ImageDataGenerator()

common = dict(directory=os.path.join(WORK_DIR, 'images'), x_col='file', y_col='label',
              target_size=(TARGET_SIZE, TARGET_SIZE), batch_size=BATCH_SIZE, class_mode='categorical')
train_generator = train_datagen.flow_from_dataframe(train_df, **common)
val_generator = val_datagen.flow_from_dataframe(val_df, shuffle=False, **common)


def create_model():
    conv_base = EfficientNetB0(include_top=False, weights='imagenet', input_shape=(TARGET_SIZE, TARGET_SIZE, 3))
    conv_base.trainable = False
    model = Sequential([
        conv_base,
        GlobalAveragePooling2D(),
        Dropout(0.25),
        Dense(labels['label'].nunique(), activation='softmax'),
    ])
    model.compile(optimizer=Adam(learning_rate=1e-3), loss='categorical_crossentropy', metrics=['acc'])
    return model


model = create_model()
history = model.fit(
    train_generator,
    epochs=EPOCHS,
    validation_data=val_generator,
    callbacks=[
        EarlyStopping(monitor='val_loss', patience=4, restore_best_weights=True, verbose=1),
        ReduceLROnPlateau(monitor='val_loss', factor=0.3, patience=2, min_lr=1e-6),
    ],
)
oof = model.predict(val_generator)
print('OOF accuracy', np.mean(oof.argmax(1) == val_generator.classes))

del train_generator
gc.collect()
