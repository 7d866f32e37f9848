import numpy as np
from tensorflow.keras import Sequential, layers, optimizers
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.preprocessing.image import ImageDataGenerator

image_size = (112, 112)
batch_size = 16

# MobileNetV2 takes -1..1
datagen = ImageDataGenerator(rescale=1 / 127.5, preprocessing_function=lambda im: im - 127.5)

train_flow = datagen.flow_from_directory('data/train', target_size=image_size, batch_size=batch_size)
val_flow = datagen.flow_from_directory('data/validation', target_size=image_size, batch_size=batch_size, shuffle=False)
test_flow = datagen.flow_from_directory('data/test', target_size=image_size, batch_size=batch_size, shuffle=False)


def get_model(n):
    model = Sequential()
    model.add(MobileNetV2(include_top=False, weights='imagenet', pooling='avg', input_shape=image_size + (3,)))
    model.add(layers.Dense(256, activation='relu'))
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(n, activation='softmax'))

    # do not touch the ImageNet weights
    for layer in model.layers:
        layer.trainable = False
    return model


model = get_model(len(train_flow.class_indices))
model.compile(loss='categorical_crossentropy', optimizer=optimizers.Adam(1e-3), metrics=['accuracy'])
model.summary()

H = model.fit(train_flow, validation_data=val_flow, epochs=5)

print('[INFO] evaluating network...')
probabilities = model.predict(test_flow)
predicted = np.argmax(probabilities, axis=1)
for name, index in sorted(test_flow.class_indices.items()):
    of_class = test_flow.classes == index
    print('%-14s %.2f' % (name, np.mean(predicted[of_class] == index)))
test_accuracy = np.mean(predicted == test_flow.classes)
print('[INFO] accuracy: {:.3f}'.format(test_accuracy))
