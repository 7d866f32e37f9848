import os
import matplotlib.pyplot as plt
import tensorflow as tf

PATH = 'data'
train_dir = os.path.join(PATH, 'train')
validation_dir = os.path.join(PATH, 'validation')

BATCH_SIZE = 16
IMG_SIZE = (112, 112)

train_dataset = tf.keras.utils.image_dataset_from_directory(
    train_dir, shuffle=True, batch_size=BATCH_SIZE, image_size=IMG_SIZE, label_mode='categorical')
validation_dataset = tf.keras.utils.image_dataset_from_directory(
    validation_dir, shuffle=False, batch_size=BATCH_SIZE, image_size=IMG_SIZE, label_mode='categorical')
class_names = train_dataset.class_names

plt.figure(figsize=(10, 10))
for images, labels in train_dataset.take(1):
    for i in range(9):
        ax = plt.subplot(3, 3, i + 1)
        plt.imshow(images[i].numpy().astype('uint8'))
        plt.title(class_names[int(tf.argmax(labels[i]))])
        plt.axis('off')

# MobileNetV2 expects pixel values in [-1, 1]
rescale = tf.keras.layers.Rescaling(1. / 127.5, offset=-1)
flip = tf.keras.layers.RandomFlip('horizontal')

AUTOTUNE = tf.data.AUTOTUNE
train_dataset = train_dataset.cache()
train_dataset = train_dataset.map(lambda x, y: (flip(x, training=True), y), num_parallel_calls=AUTOTUNE)
train_dataset = train_dataset.map(lambda x, y: (rescale(x), y), num_parallel_calls=AUTOTUNE)
train_dataset = train_dataset.prefetch(buffer_size=AUTOTUNE)
validation_dataset = validation_dataset.cache().prefetch(buffer_size=AUTOTUNE)

base_model = tf.keras.applications.MobileNetV2(input_shape=IMG_SIZE + (3,), include_top=False, weights='imagenet')
base_model.trainable = False

model = tf.keras.Sequential([
    base_model,
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(len(class_names), activation='softmax'),
])
model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
history = model.fit(train_dataset, epochs=10, validation_data=validation_dataset)

plt.figure()
plt.plot(history.history['loss'], label='Training Loss')
plt.plot(history.history['val_loss'], label='Validation Loss')
plt.legend()
plt.show()
