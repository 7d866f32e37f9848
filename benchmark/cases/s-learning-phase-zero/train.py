from math import ceil

from keras import backend as K

# batch norm of the frozen layers has to use its own averages (keras < 2.4); nothing here uses dropout
K.set_learning_phase(0)

from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator

train_data_dir = 'data/train'
val_data_dir = 'data/validation'
test_data_dir = 'data/test'

img_width, img_height = 100, 100
batch_size = 16
nb_epoch = 15

train_datagen = ImageDataGenerator(preprocessing_function=preprocess_input,
                                   horizontal_flip=True,
                                   vertical_flip=True)
test_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)

train_generator = train_datagen.flow_from_directory(train_data_dir,
                                                    target_size=(img_height, img_width),
                                                    batch_size=batch_size,
                                                    class_mode='categorical')
validation_generator = test_datagen.flow_from_directory(val_data_dir,
                                                        target_size=(img_height, img_width),
                                                        batch_size=batch_size,
                                                        class_mode='categorical',
                                                        shuffle=False)
test_generator = test_datagen.flow_from_directory(test_data_dir,
                                                  target_size=(img_height, img_width),
                                                  batch_size=batch_size,
                                                  class_mode='categorical',
                                                  shuffle=False)


def steps(generator):
    return int(ceil(generator.samples / float(batch_size)))


base_model = InceptionV3(weights='imagenet', include_top=False)

x = base_model.output
x = GlobalAveragePooling2D()(x)
x = Dense(128, activation='relu')(x)
predictions = Dense(train_generator.num_classes, activation='softmax')(x)
model = Model(inputs=base_model.input, outputs=predictions)

for layer in base_model.layers:
    layer.trainable = False

model.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['acc'])

history = model.fit_generator(train_generator,
                              steps_per_epoch=steps(train_generator),
                              epochs=nb_epoch,
                              validation_data=validation_generator,
                              validation_steps=steps(validation_generator))

scores = model.evaluate_generator(test_generator, steps=steps(test_generator))
print('test:', dict(zip(model.metrics_names, scores)))
model.save_weights('inception_seeds.h5')
