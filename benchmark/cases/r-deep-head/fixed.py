from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from keras.callbacks import EarlyStopping
from keras.layers import Dense, Flatten
from keras.models import Sequential
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
from keras.utils import to_categorical

size = 112
batch = 20


def features_of(base, folder):
    """Runs the convolutional base once over a folder."""
    generator = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory(
        folder, target_size=(size, size), batch_size=batch, class_mode=None, shuffle=False)
    features = base.predict_generator(generator, steps=len(generator))
    labels = to_categorical(generator.classes, num_classes=generator.num_classes)
    print(folder, features.shape, labels.shape)
    return features, labels


def head(shape, classes):
    model = Sequential()
    model.add(Flatten(input_shape=shape))
    model.add(Dense(64, activation='relu'))
    model.add(Dense(32, activation='relu'))
    model.add(Dense(classes, activation='softmax'))
    model.compile(optimizer=Adam(lr=1e-3), loss='categorical_crossentropy', metrics=['acc'])
    return model


conv_base = MobileNetV2(include_top=False, weights='imagenet', input_shape=(size, size, 3))

x_train, y_train = features_of(conv_base, 'data/train')
x_val, y_val = features_of(conv_base, 'data/validation')

model = head(x_train.shape[1:], y_train.shape[1])
stop = EarlyStopping(monitor='val_loss', patience=8, restore_best_weights=True)
history = model.fit(x_train, y_train, batch_size=batch, epochs=40, validation_data=(x_val, y_val), callbacks=[stop])

val_loss, val_acc = model.evaluate(x_val, y_val)
print('validation accuracy', val_acc)
