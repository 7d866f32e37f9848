import pathlib

import tensorflow as tf
from tensorflow.keras.applications import xception
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Model

# the camera gives 4:3
IMAGE_WIDTH = 256
IMAGE_HEIGHT = 192
CHANNELS = 3
BATCH_SIZE = 16
EPOCHS = 10
AUTOTUNE = tf.data.AUTOTUNE


class Folder:
    """Images of class folders as a tf.data set."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.names = sorted(p.name for p in self.root.iterdir() if p.is_dir())

    def _paths(self):
        for number, name in enumerate(self.names):
            for path in sorted((self.root / name).glob('*.jpg')):
                yield str(path), number

    def _decode(self, path, label):
        image = tf.io.decode_jpeg(tf.io.read_file(path), channels=CHANNELS)
        image = tf.image.resize(image, (IMAGE_WIDTH, IMAGE_HEIGHT))
        return xception.preprocess_input(image), tf.one_hot(label, len(self.names))

    def dataset(self, training=False):
        paths, labels = zip(*self._paths())
        ds = tf.data.Dataset.from_tensor_slices((list(paths), list(labels)))
        if training:
            ds = ds.shuffle(len(paths))
        ds = ds.map(self._decode, num_parallel_calls=AUTOTUNE)
        if training:
            ds = ds.map(lambda x, y: (tf.image.random_flip_left_right(x), y), num_parallel_calls=AUTOTUNE)
        return ds.batch(BATCH_SIZE).prefetch(AUTOTUNE)


train, validation = Folder('data/train'), Folder('data/validation')
assert train.names == validation.names

base = xception.Xception(weights='imagenet', include_top=False,
                         input_shape=(IMAGE_WIDTH, IMAGE_HEIGHT, CHANNELS))
base.trainable = False
x = GlobalAveragePooling2D()(base.output)
x = Dropout(0.3)(x)
model = Model(base.input, Dense(len(train.names), activation='softmax')(x))
model.compile(optimizer=tf.keras.optimizers.Adam(1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
history = model.fit(train.dataset(training=True), validation_data=validation.dataset(), epochs=EPOCHS)
model.save('xception_4_3.h5')
