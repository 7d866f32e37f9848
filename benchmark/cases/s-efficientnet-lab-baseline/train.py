# -*- coding: utf-8 -*-
"""
Seed defects, baseline with EfficientNetB0 (TF 2.10, one GPU).
Folders: data/train, data/validation, data/test, one sub-folder per class.
"""
import numpy as np
from tensorflow.keras import layers, models, optimizers
from tensorflow.keras.applications import EfficientNetB0
from tensorflow.keras.preprocessing.image import ImageDataGenerator

HEIGHT, WIDTH = 128, 128
BS = 16
EPOCHS = 25

aug = ImageDataGenerator(rotation_range=15,
                         width_shift_range=0.05,
                         height_shift_range=0.05,
                         horizontal_flip=True,
                         vertical_flip=True,
                         fill_mode='nearest')
plain = ImageDataGenerator()

train_flow = aug.flow_from_directory('data/train',
                                     target_size=(HEIGHT, WIDTH),
                                     batch_size=BS,
                                     class_mode='categorical',
                                     seed=7)
valid_flow = plain.flow_from_directory('data/validation',
                                       target_size=(HEIGHT, WIDTH),
                                       batch_size=BS,
                                       class_mode='categorical',
                                       shuffle=False)
test_flow = plain.flow_from_directory('data/test',
                                      target_size=(HEIGHT, WIDTH),
                                      batch_size=BS,
                                      class_mode='categorical',
                                      shuffle=False)
assert train_flow.class_indices == valid_flow.class_indices == test_flow.class_indices
n_classes = len(train_flow.class_indices)

effnet = EfficientNetB0(weights='imagenet',
                        include_top=False,
                        pooling='avg',
                        input_shape=(HEIGHT, WIDTH, 3))
effnet.trainable = False

model = models.Sequential([
    effnet,
    layers.Dropout(0.2),
    layers.Dense(n_classes, activation='softmax'),
], name='effnet_baseline')
model.summary()

model.compile(optimizer=optimizers.Adam(learning_rate=1e-3),
              loss='categorical_crossentropy',
              metrics=['accuracy'])
history = model.fit(train_flow,
                    epochs=EPOCHS,
                    validation_data=valid_flow,
                    verbose=2)

loss, acc = model.evaluate(test_flow, verbose=0)
print('test loss %.3f   test accuracy %.3f' % (loss, acc))

# per class, for the slide
pred = model.predict(test_flow).argmax(axis=1)
for name, index in sorted(test_flow.class_indices.items(), key=lambda kv: kv[1]):
    of_class = test_flow.classes == index
    print('%-14s %.2f' % (name, np.mean(pred[of_class] == index)))
