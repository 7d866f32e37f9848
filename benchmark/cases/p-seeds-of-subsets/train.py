import tensorflow as tf
from tensorflow.keras import layers

args = {
    'data': 'data',
    'size': 112,
    'batch': 4,
    'epochs': 10,
    'split': 0.25,
}


def subset(which, seed):
    return tf.keras.utils.image_dataset_from_directory(
        args['data'],
        validation_split=args['split'],
        subset=which,
        seed=seed,
        image_size=(args['size'], args['size']),
        batch_size=args['batch'],
    )


train_ds = subset('training', seed=123)
val_ds = subset('validation', seed=321)

num_classes = len(train_ds)
print('classes:', train_ds.class_names)

train_ds = train_ds.cache().shuffle(100).prefetch(tf.data.AUTOTUNE)
val_ds = val_ds.cache().prefetch(tf.data.AUTOTUNE)

base_model = tf.keras.applications.MobileNetV2(
    input_shape=(args['size'], args['size'], 3),
    include_top=False,
    weights='imagenet')
base_model.trainable = False

model = tf.keras.Sequential([
    layers.Rescaling(1./127.5, offset=-1, input_shape=(args['size'], args['size'], 3)),
    base_model,
    layers.Flatten(),
    layers.Dense(num_classes),
])

model.compile(optimizer=tf.keras.optimizers.Adam(1e-4),
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=['accuracy'])
model.summary()

history = model.fit(train_ds, validation_data=val_ds, epochs=args['epochs'], verbose=2)
print(max(history.history['val_accuracy']))
