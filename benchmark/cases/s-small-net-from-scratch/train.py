from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
import matplotlib.pyplot as plt

# how far do we get without any pretraining? compare with the Inception run
SIZE = 64
BATCH = 12
EPOCHS = 60

train_gen = ImageDataGenerator(rescale=1. / 255,
                               horizontal_flip=True,
                               vertical_flip=True)
test_gen = ImageDataGenerator(rescale=1. / 255)

train = train_gen.flow_from_directory('data/train', target_size=(SIZE, SIZE), batch_size=BATCH)
val = test_gen.flow_from_directory('data/validation', target_size=(SIZE, SIZE), batch_size=BATCH, shuffle=False)
test = test_gen.flow_from_directory('data/test', target_size=(SIZE, SIZE), batch_size=BATCH, shuffle=False)


def build(n):
    net = Sequential()
    net.add(Conv2D(16, (3, 3), padding='same', activation='relu', input_shape=(SIZE, SIZE, 3)))
    net.add(MaxPooling2D())
    net.add(Conv2D(32, (3, 3), padding='same', activation='relu'))
    net.add(MaxPooling2D())
    net.add(Conv2D(64, (3, 3), padding='same', activation='relu'))
    net.add(MaxPooling2D())
    net.add(Flatten())
    net.add(Dense(64, activation='relu'))
    net.add(Dropout(0.3))
    net.add(Dense(n, activation='softmax'))
    return net


model = build(train.num_classes)
model.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
model.summary()

history = model.fit_generator(train,
                              steps_per_epoch=train.samples // BATCH,
                              epochs=EPOCHS,
                              validation_data=val,
                              validation_steps=val.samples // BATCH,
                              verbose=2)

scores = model.evaluate_generator(test, steps=len(test))
print('scratch: test loss %.3f, test accuracy %.3f' % tuple(scores))

plt.plot(history.history['accuracy'], label='train')
plt.plot(history.history['val_accuracy'], label='validation')
plt.legend()
plt.savefig('scratch.png')
