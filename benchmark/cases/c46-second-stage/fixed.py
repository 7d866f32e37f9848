from keras import models, layers, optimizers
from keras.applications import VGG16
from keras.applications.vgg16 import preprocess_input
from keras.callbacks import CSVLogger
from keras.preprocessing.image import ImageDataGenerator

IMAGE_SIZE = (150, 150)
BATCH = 20


class FineTuner(object):
    def __init__(self, n_classes):
        self.conv_base = VGG16(weights='imagenet', include_top=False, input_shape=IMAGE_SIZE + (3,))
        self.conv_base.trainable = False
        self.model = models.Sequential()
        self.model.add(self.conv_base)
        self.model.add(layers.Flatten())
        self.model.add(layers.Dense(256, activation='relu'))
        self.model.add(layers.Dropout(0.5))
        self.model.add(layers.Dense(n_classes, activation='softmax'))
        self.compile(optimizers.RMSprop(lr=1e-3))

    def compile(self, optimizer):
        self.model.compile(loss='categorical_crossentropy', optimizer=optimizer, metrics=['acc'])

    def unfreeze(self, from_layer):
        self.conv_base.trainable = True
        trainable = False
        for layer in self.conv_base.layers:
            if layer.name == from_layer:
                trainable = True
            layer.trainable = trainable
        self.compile(optimizers.RMSprop(lr=1e-5))

    def fit(self, train, validation, epochs, log):
        return self.model.fit_generator(
            train, steps_per_epoch=len(train), epochs=epochs,
            validation_data=validation, validation_steps=len(validation),
            callbacks=[CSVLogger(log)])


def generators():
    train = ImageDataGenerator(preprocessing_function=preprocess_input, rotation_range=20,
                               width_shift_range=0.1, height_shift_range=0.1, horizontal_flip=True)
    validation = ImageDataGenerator(preprocessing_function=preprocess_input)
    return (train.flow_from_directory('data/train', target_size=IMAGE_SIZE, batch_size=BATCH),
            validation.flow_from_directory('data/validation', target_size=IMAGE_SIZE, batch_size=BATCH))


train_gen, val_gen = generators()
tuner = FineTuner(train_gen.num_classes)
tuner.model.summary()
print('trainable tensors, frozen:', len(tuner.model.trainable_weights))
tuner.fit(train_gen, val_gen, 20, 'stage1.csv')

tuner.unfreeze('block5_conv1')
print('trainable tensors, unfrozen:', len(tuner.model.trainable_weights))
tuner.model.summary()
tuner.fit(train_gen, val_gen, 40, 'stage2.csv')
tuner.model.save('finetuned.h5')
