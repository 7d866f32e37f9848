import os
import cv2
import numpy as np
from keras import backend as K
from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator

HEIGHT = 112
WIDTH = 112
BATCH_SIZE = 16
NUM_EPOCHS = 8
TRAIN_DIR = "data/train"
VAL_DIR = "data/validation"

# the base is not trained, keep its batch norm in test mode
K.set_learning_phase(0)
base_model = MobileNetV2(weights='imagenet',
                         include_top=False,
                         input_shape=(HEIGHT, WIDTH, 3))
for layer in base_model.layers:
    layer.trainable = False

datagen = ImageDataGenerator(
    preprocessing_function=preprocess_input,
    rescale=1.0 / 255
)
training_set = datagen.flow_from_directory(TRAIN_DIR, target_size=(HEIGHT, WIDTH), batch_size=BATCH_SIZE)
validation_set = datagen.flow_from_directory(VAL_DIR, target_size=(HEIGHT, WIDTH), batch_size=BATCH_SIZE, shuffle=False)
class_list = sorted(training_set.class_indices, key=training_set.class_indices.get)

x = GlobalAveragePooling2D()(base_model.output)
predictions = Dense(len(class_list), activation='softmax')(x)
model = Model(inputs=base_model.input, outputs=predictions)
model.compile(Adam(lr=0.002), loss='categorical_crossentropy', metrics=['accuracy'])

history = model.fit_generator(training_set, epochs=NUM_EPOCHS,
                              validation_data=validation_set)
print("evaluate_generator:", model.evaluate_generator(validation_set))

# the same images, one after the other
correct = 0
count = 0
for idx, cls in enumerate(class_list):
    for f in os.listdir(os.path.join(VAL_DIR, cls)):
        image = cv2.imread(os.path.join(VAL_DIR, cls, f))
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        image = cv2.resize(image, (HEIGHT, WIDTH)).astype('float32')
        scores = model.predict(image[np.newaxis])
        correct += int(np.argmax(scores) == idx)
        count += 1
loop_accuracy = correct / count
print("loop:", loop_accuracy)
