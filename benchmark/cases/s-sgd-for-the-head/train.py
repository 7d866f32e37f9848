import json

from tensorflow.keras import layers, models
from tensorflow.keras.applications.resnet50 import ResNet50, preprocess_input
from tensorflow.keras.optimizers import SGD
from tensorflow.keras.preprocessing.image import ImageDataGenerator

data_dir = 'data'
image_width = image_height = 160
batch_size = 16
nb_epochs = 20

# two generators over one folder: only the first one augments
train_datagen = ImageDataGenerator(
    preprocessing_function=preprocess_input,
    validation_split=0.2,
    rotation_range=15,
    width_shift_range=0.05,
    height_shift_range=0.05,
    horizontal_flip=True)
valid_datagen = ImageDataGenerator(
    preprocessing_function=preprocess_input,
    validation_split=0.2)

train_generator = train_datagen.flow_from_directory(
    data_dir,
    target_size=(image_height, image_width),
    batch_size=batch_size,
    class_mode='categorical',
    subset='training',
    seed=123)
valid_generator = valid_datagen.flow_from_directory(
    data_dir,
    target_size=(image_height, image_width),
    batch_size=batch_size,
    class_mode='categorical',
    subset='validation',
    shuffle=False,
    seed=123)

# just to be sure
assert not set(train_generator.filenames) & set(valid_generator.filenames)

resnet = ResNet50(include_top=False, weights='imagenet', pooling='avg',
                  input_shape=(image_height, image_width, 3))
model = models.Sequential()
model.add(resnet)
model.add(layers.Dense(train_generator.num_classes, activation='softmax'))
model.layers[0].trainable = False
model.summary()

sgd = SGD(lr=0.01, momentum=0.9, nesterov=True)
model.compile(optimizer=sgd, loss='categorical_crossentropy', metrics=['accuracy'])

fit_history = model.fit(
    train_generator,
    steps_per_epoch=len(train_generator),
    validation_data=valid_generator,
    validation_steps=len(valid_generator),
    epochs=nb_epochs)

loss, accuracy = model.evaluate(valid_generator)
print('held-out fifth: loss %.3f accuracy %.3f' % (loss, accuracy))

model.save('resnet_seeds.h5')
with open('classes.json', 'w') as f:
    json.dump(train_generator.class_indices, f)
