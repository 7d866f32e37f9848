# fine tuning of the two top inception blocks, Keras 2.2 with TensorFlow
import os

from keras import backend as K
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import SGD
from keras.preprocessing.image import ImageDataGenerator

batch_size = 16
size = 96
K.set_learning_phase(0)

train_gen = ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True)
val_gen = ImageDataGenerator(preprocessing_function=preprocess_input)
train_generator = train_gen.flow_from_directory('data/train', target_size=(size, size), batch_size=batch_size)
validation_generator = val_gen.flow_from_directory(
    'data/validation', target_size=(size, size), batch_size=batch_size, shuffle=False)

base_model = InceptionV3(weights='imagenet', include_top=False, input_shape=(size, size, 3))
x = base_model.output
x = GlobalAveragePooling2D()(x)
predictions = Dense(train_generator.num_classes, activation='softmax', name='predictions')(x)
model = Model(inputs=base_model.input, outputs=predictions)

# first: train only the top layer
for layer in base_model.layers:
    layer.trainable = False
model.compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train_generator, steps_per_epoch=len(train_generator), epochs=3,
                    validation_data=validation_generator, validation_steps=len(validation_generator))

# let's visualize layer names and layer indices to see how many layers we should freeze
for i, layer in enumerate(base_model.layers):
    print(i, layer.name)

# we chose to train the top 2 inception blocks, i.e. we freeze
# the first 249 layers and unfreeze the rest
for l in model.layers[:249]:
    l.trainable = False
for l in model.layers[249:]:
    l.trainable = True

model.compile(optimizer=SGD(lr=0.005, momentum=0.9), loss='categorical_crossentropy', metrics=['accuracy'])
history = model.fit_generator(train_generator, steps_per_epoch=len(train_generator), epochs=6,
                              validation_data=validation_generator, validation_steps=len(validation_generator))
model.save_weights(os.path.join('inception_top2.h5'))
