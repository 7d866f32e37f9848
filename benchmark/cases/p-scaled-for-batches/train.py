import numpy as np
import keras.backend as K
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.callbacks import CSVLogger, ReduceLROnPlateau
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator

IMG_SIZE = 112
BATCH_SIZE = 24
EPOCHS = 6

K.clear_session()

datagen = ImageDataGenerator(
    rescale=1. / 255,
    preprocessing_function=preprocess_input)


def folder(name, **kw):
    return datagen.flow_from_directory('data/' + name,
                                       target_size=(IMG_SIZE, IMG_SIZE),
                                       batch_size=BATCH_SIZE,
                                       class_mode='categorical', **kw)


train = folder('train')
valid = folder('validation', shuffle=False)
images, labels = next(train)
print('one batch:', images.shape, labels.sum(axis=0))

# ImageNet features, fixed
base = InceptionV3(weights='imagenet', include_top=False, input_shape=(IMG_SIZE, IMG_SIZE, 3))
for layer in base.layers:
    layer.trainable = False

pooled = GlobalAveragePooling2D()(base.output)
output = Dense(train.num_classes, activation='softmax')(pooled)
model = Model(base.input, output)
print('trainable arrays:', len(model.trainable_weights))

model.compile(Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
history = model.fit_generator(
    train,
    steps_per_epoch=int(np.ceil(train.samples / float(BATCH_SIZE))),
    epochs=EPOCHS,
    validation_data=valid,
    validation_steps=len(valid),
    callbacks=[CSVLogger('training.csv'), ReduceLROnPlateau(patience=4)],
    verbose=2)
