import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input

config = dict(
    image_size=(112, 112),
    batch_size=16,
    warmup_epochs=6,
    finetune_epochs=10,
    finetune_at=100,
)


def load(part):
    ds = tf.keras.utils.image_dataset_from_directory(
        'data/' + part,
        image_size=config['image_size'],
        batch_size=config['batch_size'],
        shuffle=part == 'train',
        seed=42)
    classes = ds.class_names
    return ds.map(lambda x, y: (preprocess_input(x), y)).prefetch(1), classes


train_data, classes = load('train')
val_data, _ = load('validation')
test_data, _ = load('test')

base = MobileNetV2(input_shape=config['image_size'] + (3,), include_top=False, weights='imagenet')
base.trainable = False
inputs = layers.Input(config['image_size'] + (3,))
x = base(inputs, training=False)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dropout(0.2)(x)
x = layers.Dense(len(classes), activation='softmax')(x)
model = tf.keras.Model(inputs, x)

optimizer = tf.keras.optimizers.Adam(learning_rate=1e-3)
model.compile(optimizer=optimizer, loss='sparse_categorical_crossentropy', metrics=['accuracy'])
print('trainable weights:', len(model.trainable_weights))
warmup = model.fit(train_data, epochs=config['warmup_epochs'], validation_data=val_data)

# Fine-tune from layer 100 on, with a tenth of the rate
base.trainable = True
for layer in base.layers[:config['finetune_at']]:
    layer.trainable = False
print('trainable weights:', len(model.trainable_weights))
optimizer.learning_rate = 1e-4

history = model.fit(
    train_data,
    initial_epoch=config['warmup_epochs'],
    epochs=config['warmup_epochs'] + config['finetune_epochs'],
    validation_data=val_data)

test_loss, test_accuracy = model.evaluate(test_data)
print('test accuracy: {:.2%}'.format(test_accuracy))
