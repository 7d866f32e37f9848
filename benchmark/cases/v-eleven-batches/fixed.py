from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import RMSprop

import data
from plots import save_curves

EPOCHS = 12

train_gen, valid_gen = data.generators('data')
STEPS = len(train_gen)
print('Found', train_gen.n, 'training images,', valid_gen.n, 'validation images')

# ---------------------------------------------------------------- model
base_model = MobileNetV2(
    input_shape=data.TARGET + (3,),
    include_top=False,
    pooling='avg',
    weights='imagenet',
)
for layer in base_model.layers:
    layer.trainable = False

x = base_model.output
x = Dense(128, activation='relu')(x)
x = Dropout(0.2)(x)
predictions = Dense(len(train_gen.class_indices), activation='softmax')(x)
model = Model(base_model.input, predictions)
model.summary(line_length=100)

model.compile(optimizer=RMSprop(learning_rate=3e-4),
              loss='categorical_crossentropy',
              metrics=['accuracy'])

# ---------------------------------------------------------------- training
history = model.fit(
    train_gen,
    steps_per_epoch=STEPS,
    epochs=EPOCHS,
    validation_data=valid_gen,
)
save_curves(history, 'curves.png')
model.save('mobilenet.h5')
