import pandas as pd
from sklearn.model_selection import train_test_split
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input
from tensorflow.keras.preprocessing.image import ImageDataGenerator

import config


def read_table():
    table = pd.read_csv(config.TABLE)
    table['group'] = table['label'].map(config.GROUPS)
    assert table['group'].notna().all()
    return table


def split(table):
    """60 / 20 / 20, the original labels in equal shares."""
    train, rest = train_test_split(table, test_size=0.4, stratify=table['label'], random_state=config.SEED)
    valid, test = train_test_split(rest, test_size=0.5, stratify=rest['label'], random_state=config.SEED)
    return train, valid, test


def flow(frame, training=False):
    options = dict(horizontal_flip=True, vertical_flip=True, rotation_range=10) if training else {}
    datagen = ImageDataGenerator(preprocessing_function=preprocess_input, **options)
    return datagen.flow_from_dataframe(
        frame,
        directory=config.IMAGE_DIR,
        x_col='file',
        y_col='group',
        target_size=config.SIZE,
        batch_size=config.BATCH_SIZE,
        class_mode='categorical',
        shuffle=training)
