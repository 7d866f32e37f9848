import numpy as np
import tensorflow as tf
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.callbacks import EarlyStopping
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator

img_rows, img_cols = 128, 128
batch_size = 16


def generators():
    augmented = ImageDataGenerator(preprocessing_function=preprocess_input,
                                   rotation_range=20,
                                   zoom_range=0.1,
                                   horizontal_flip=True)
    plain = ImageDataGenerator(preprocessing_function=preprocess_input)
    shape = (img_rows, img_cols)
    train = augmented.flow_from_directory('data/train', target_size=shape, batch_size=batch_size)
    valid = plain.flow_from_directory('data/validation', target_size=shape, batch_size=batch_size, shuffle=False)
    test = plain.flow_from_directory('data/test', target_size=shape, batch_size=batch_size, shuffle=False)
    return train, valid, test


def head_on(base, classes):
    x = GlobalAveragePooling2D()(base.output)
    x = Dense(256, activation='relu')(x)
    x = Dropout(0.4)(x)
    return Model(base.input, Dense(classes, activation='softmax')(x))


train, valid, test = generators()
base = VGG16(include_top=False, weights='imagenet', input_shape=(img_rows, img_cols, 3))
model = head_on(base, train.num_classes)

# warm up: nothing but the head
for layer in base.layers:
    layer.trainable = False
model.compile(tf.keras.optimizers.Adam(1e-3), 'categorical_crossentropy', ['accuracy'])
model.fit(train, validation_data=valid, epochs=15)

# now everything, slowly
for layer in model.layers:
    layer.trainable = True
model.compile(tf.keras.optimizers.Adam(1e-5), 'categorical_crossentropy', ['accuracy'])
print('trainable weights:', len(model.trainable_weights))
early = EarlyStopping(monitor='val_loss', patience=5, restore_best_weights=True, verbose=1)
model.fit(train, validation_data=valid, initial_epoch=15, epochs=50, callbacks=[early])

test_loss, test_acc = model.evaluate(test)
print('test: %.3f' % test_acc)

wrong = np.flatnonzero(model.predict(test).argmax(axis=1) != test.classes)
for index in wrong:
    print('look at', test.filenames[index])
