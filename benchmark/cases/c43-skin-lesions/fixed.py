import os
import numpy as np
from keras import applications
from keras.layers import Dense, Dropout, Flatten
from keras.models import Sequential
from keras.optimizers import SGD
from keras.preprocessing.image import ImageDataGenerator

img_width, img_height = 150, 150
top_model_weights_path = 'weights/bottleneck_fc_model.h5'
train_data_dir = 'data/train'
validation_data_dir = 'data/validation'
# folders benign and malignant
nb_train = [720, 180]
nb_validation = [120, 30]
epochs = 50
batch_size = 15


def save_bottleneck_features():
    datagen = ImageDataGenerator(preprocessing_function=subtract_means)
    vgg = applications.VGG16(include_top=False, weights='imagenet')
    for folder, total, name in [(train_data_dir, sum(nb_train), 'train'),
                                (validation_data_dir, sum(nb_validation), 'validation')]:
        generator = datagen.flow_from_directory(
            folder,
            target_size=(img_height, img_width),
            batch_size=batch_size,
            class_mode=None,
            shuffle=False)
        features = vgg.predict_generator(generator, total // batch_size)
        np.save('bottleneck_features_%s.npy' % name, features)


def subtract_means(x):
    # RGB to BGR, means of imagenet
    return x[..., ::-1] - np.array([103.939, 116.779, 123.68])


def train_top_model():
    train_data = np.load('bottleneck_features_train.npy')
    train_labels = np.array([0] * nb_train[0] + [1] * nb_train[1])
    validation_data = np.load('bottleneck_features_validation.npy')
    validation_labels = np.array([0] * nb_validation[0] + [1] * nb_validation[1])

    model = Sequential()
    model.add(Flatten(input_shape=train_data.shape[1:]))
    model.add(Dense(64, activation='relu'))
    model.add(Dropout(0.5))
    model.add(Dense(1, activation='sigmoid'))
    model.compile(optimizer=SGD(lr=1e-3, momentum=0.9), loss='binary_crossentropy', metrics=['accuracy'])
    model.fit(train_data, train_labels,
              epochs=epochs,
              batch_size=batch_size,
              verbose=2,
              class_weight={0: 0.625, 1: 2.5},
              validation_data=(validation_data, validation_labels))
    if not os.path.isdir('weights'):
        os.makedirs('weights')
    model.save_weights(top_model_weights_path)


save_bottleneck_features()
train_top_model()
