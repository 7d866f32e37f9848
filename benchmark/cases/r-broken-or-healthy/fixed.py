# %% [markdown]
# Broken or healthy seeds, labels from the table of the lab

# %%
import matplotlib.pyplot as plt
import pandas as pd
import tensorflow as tf
from sklearn.model_selection import train_test_split

print(tf.__version__)

BATCH_SIZE = 16
IMG_SIZE = (120, 120)
NUMBER_OF = {'broken': 0, 'healthy': 1}

# %%
table = pd.read_csv('data/labels.csv')
table['path'] = 'data/images/' + table['file']
table['number'] = table['label'].map(NUMBER_OF).astype('float32')
train_table, val_table = train_test_split(table, test_size=0.25, stratify=table['label'], random_state=1)
print(train_table.groupby('label').size())


# %%
def read(path, number):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.resize(image, IMG_SIZE), number


def dataset(frame):
    ds = tf.data.Dataset.from_tensor_slices((frame['path'].values, frame['number'].values))
    return ds.map(read, num_parallel_calls=tf.data.AUTOTUNE)


train_dataset = dataset(train_table).cache().shuffle(len(train_table)).batch(BATCH_SIZE).prefetch(tf.data.AUTOTUNE)
validation_dataset = dataset(val_table).batch(BATCH_SIZE).cache().prefetch(tf.data.AUTOTUNE)

# %%
data_augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal'),
    tf.keras.layers.RandomRotation(0.1),
])
preprocess_input = tf.keras.applications.mobilenet_v2.preprocess_input

IMG_SHAPE = IMG_SIZE + (3,)
base_model = tf.keras.applications.MobileNetV2(input_shape=IMG_SHAPE, include_top=False, weights='imagenet')
base_model.trainable = False

inputs = tf.keras.Input(shape=IMG_SHAPE)
x = data_augmentation(inputs)
x = preprocess_input(x)
x = base_model(x, training=False)
x = tf.keras.layers.GlobalAveragePooling2D()(x)
x = tf.keras.layers.Dropout(0.2)(x)
outputs = tf.keras.layers.Dense(1, activation='sigmoid')(x)
model = tf.keras.Model(inputs, outputs)

model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.001),
              loss='binary_crossentropy',
              metrics=['accuracy'])

history = model.fit(train_dataset, epochs=8, validation_data=validation_dataset)

# %%
plt.figure(figsize=(8, 8))
plt.plot(history.history['accuracy'], label='Training Accuracy')
plt.plot(history.history['val_accuracy'], label='Validation Accuracy')
plt.legend(loc='lower right')
plt.ylim([min(plt.ylim()), 1])
plt.show()
