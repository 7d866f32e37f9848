import json

from tensorflow.keras import metrics, regularizers
from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from tensorflow.keras.layers import Dense, GlobalAveragePooling2D, Input
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def make_datagen(**kwargs):
    return ImageDataGenerator(preprocessing_function=preprocess_input, validation_split=0.25, **kwargs)


augmented = make_datagen(
    rotation_range=50,
    zoom_range=[0.6, 1.7],
    width_shift_range=0.2,
    height_shift_range=0.2,
    brightness_range=(0.4, 1.5),
    horizontal_flip=True,
)
options = {'directory': 'data', 'target_size': (112, 112), 'batch_size': 16, 'seed': 5}
train = augmented.flow_from_directory(subset='training', **options)
val = make_datagen().flow_from_directory(subset='validation', **options)

with open('classes.json', 'w') as f:
    json.dump(train.class_indices, f)

backbone = MobileNetV2(weights='imagenet', include_top=False, input_shape=(112, 112, 3))
backbone.trainable = False

inp = Input((112, 112, 3))
z = backbone(inp, training=False)
z = GlobalAveragePooling2D()(z)
z = Dense(train.num_classes, activation='softmax', kernel_regularizer=regularizers.l2(1e-4))(z)
model = Model(inp, z)

model.compile(
    optimizer=Adam(1e-3),
    loss='categorical_crossentropy',
    metrics=[metrics.CategoricalAccuracy(name='accuracy')],
)
hist = model.fit(train, validation_data=val, epochs=10, verbose=2)
print('val accuracy: {:.1%}'.format(hist.history['val_accuracy'][-1]))
