#!/usr/bin/env python
# coding: utf-8
import os

import pandas as pd
import keras
from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import SGD
from keras.preprocessing.image import ImageDataGenerator
from sklearn.model_selection import train_test_split

keras.backend.set_learning_phase(0)

# In[2]:
df = pd.read_csv('data/labels.csv')
df['label'].value_counts()

# In[3]:
train_df, val_df = train_test_split(df, test_size=0.2, stratify=df['label'], random_state=0)
img_size = 112

generator = ImageDataGenerator(preprocessing_function=preprocess_input)


def flow(frame, shuffle):
    return generator.flow_from_dataframe(
        frame,
        directory=os.path.join('data', 'images'),
        x_col='file',
        y_col='label',
        target_size=(img_size, img_size),
        class_mode='categorical',
        batch_size=16,
        shuffle=shuffle)


train, val = flow(train_df, True), flow(val_df, False)

# In[4]:
base = MobileNetV2(include_top=False, weights='imagenet', input_shape=(img_size, img_size, 3))
for layer in base.layers:
    layer.trainable = False
features = GlobalAveragePooling2D()(base.output)
probability = Dense(df['label'].nunique(), activation='softmax')(features)
model = Model(base.input, probability)

# In[5]:
model.compile(optimizer=SGD(lr=0.01), loss='categorical_crossentropy', metrics=['accuracy'])
h = model.fit_generator(train, steps_per_epoch=len(train), epochs=10, validation_data=val, validation_steps=len(val))

# In[6]:
pd.DataFrame(h.history).to_csv('history_of_training.csv')
print(h.history['val_accuracy'][-1])
