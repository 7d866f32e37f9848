from keras.applications.resnet50 import ResNet50, preprocess_input
from keras.layers import BatchNormalization, Dense, GlobalAveragePooling2D
from keras.models import Sequential
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator

train_dir = 'data/train'
validation_dir = 'data/validation'
image_size = 224
batch_size = 20

train_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)
test_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)

train_generator = train_datagen.flow_from_directory(
    train_dir,
    target_size=(image_size, image_size),
    batch_size=batch_size,
    class_mode='binary')

validation_generator = test_datagen.flow_from_directory(
    validation_dir,
    target_size=(image_size, image_size),
    batch_size=batch_size,
    class_mode='binary',
    shuffle=False)

conv_base = ResNet50(weights='imagenet', include_top=False, input_shape=(image_size, image_size, 3))
for layer in conv_base.layers:
    layer.trainable = isinstance(layer, BatchNormalization)

model = Sequential()
model.add(conv_base)
model.add(GlobalAveragePooling2D())
model.add(Dense(1, activation='sigmoid'))
model.summary()

model.compile(loss='binary_crossentropy', optimizer=Adam(lr=1e-3), metrics=['acc'])
history = model.fit_generator(
    train_generator,
    steps_per_epoch=len(train_generator),
    epochs=5,
    validation_data=validation_generator,
    validation_steps=len(validation_generator))

# the numbers above can't be right? ask once more, on the training images
print(model.evaluate_generator(train_generator, len(train_generator)))
print(model.evaluate_generator(validation_generator, len(validation_generator)))
