import numpy as np
import tensorflow as tf
from tensorflow.keras.applications import mobilenet_v2
from tensorflow.keras.preprocessing.image import ImageDataGenerator

from loader import index, jitter, read

SIDE = 112
BATCH = 16


class Batches(tf.keras.utils.Sequence):
    def __init__(self, folder, training):
        super().__init__()
        self.files, self.labels, self.names = index(folder)
        self.training = training
        self.rng = np.random.default_rng(5)
        self.order = np.arange(len(self.files))
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.files) // BATCH)

    def on_epoch_end(self):
        if self.training:
            self.rng.shuffle(self.order)

    def __getitem__(self, k):
        chosen = self.order[k * BATCH:(k + 1) * BATCH]
        pictures = []
        for n in chosen:
            picture = read(self.files[n], SIDE)
            if self.training:
                picture = jitter(picture, self.rng)
            pictures.append(picture)
        return mobilenet_v2.preprocess_input(np.array(pictures)), self.labels[chosen]


train = Batches('data/train', training=True)
validation = Batches('data/validation', training=False)

base = mobilenet_v2.MobileNetV2(weights='imagenet', include_top=False, pooling='avg', input_shape=(SIDE, SIDE, 3))
base.trainable = False
model = tf.keras.models.Sequential()
model.add(base)
model.add(tf.keras.layers.Dense(128, activation='relu'))
model.add(tf.keras.layers.Dropout(0.2))
model.add(tf.keras.layers.Dense(len(train.names), activation='softmax'))
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(train, validation_data=validation, epochs=10)

test = ImageDataGenerator(preprocessing_function=mobilenet_v2.preprocess_input).flow_from_directory(
    'data/test', target_size=(SIDE, SIDE), batch_size=BATCH, class_mode='sparse', shuffle=False)
loss, accuracy = model.evaluate(test)
print(accuracy)
