import pathlib

import tensorflow as tf

AUTOTUNE = tf.data.experimental.AUTOTUNE
BATCH_SIZE = 16
IMG_HEIGHT = 112
IMG_WIDTH = 112

data_root = pathlib.Path('data')
CLASS_NAMES = sorted(item.name for item in data_root.glob('train/*'))
num_classes = len(CLASS_NAMES)
label_of = tf.lookup.StaticHashTable(
    tf.lookup.KeyValueTensorInitializer(tf.constant(CLASS_NAMES), tf.range(num_classes, dtype=tf.int64)), -1)


def get_label(file_path):
    parts = tf.strings.split(file_path, '/')
    return tf.one_hot(label_of.lookup(parts[-2]), num_classes)


def decode_img(img):
    # convert the compressed string to a 3D tensor, then to floats, then resize
    img = tf.image.decode_jpeg(img, channels=3)
    img = tf.image.convert_image_dtype(img, tf.float32)
    return tf.image.resize(img, [IMG_HEIGHT, IMG_WIDTH])


def process_path(file_path):
    img = tf.io.read_file(file_path)
    return decode_img(img), get_label(file_path)


def normalize(image, label):
    """MobileNetV2 wants [-1, 1]."""
    image = image / 255.0
    image = image * 2.0 - 1.0
    return image, label


def augment(image, label):
    image = tf.image.random_flip_left_right(image)
    image = tf.image.random_flip_up_down(image)
    return image, label


def prepare(split, training=False):
    ds = tf.data.Dataset.list_files(str(data_root / split / '*/*'), shuffle=training)
    ds = ds.map(process_path, num_parallel_calls=AUTOTUNE).cache()
    if training:
        ds = ds.shuffle(500).map(augment, num_parallel_calls=AUTOTUNE)
    return ds.map(normalize, num_parallel_calls=AUTOTUNE).batch(BATCH_SIZE).prefetch(AUTOTUNE)


train_ds, val_ds, test_ds = prepare('train', training=True), prepare('validation'), prepare('test')
for image_batch, label_batch in train_ds.take(1):
    print(image_batch.shape, label_batch.shape)

base_model = tf.keras.applications.MobileNetV2(input_shape=(IMG_HEIGHT, IMG_WIDTH, 3), include_top=False, weights='imagenet')
base_model.trainable = False
model = tf.keras.Sequential([
    base_model,
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(num_classes, activation='softmax'),
])
model.compile(optimizer=tf.keras.optimizers.RMSprop(learning_rate=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
history = model.fit(train_ds, epochs=8, validation_data=val_ds)
loss, accuracy = model.evaluate(test_ds)
print('Test accuracy :', accuracy)
