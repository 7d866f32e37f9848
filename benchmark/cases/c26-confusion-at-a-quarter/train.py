import itertools
import numpy as np
import matplotlib.pyplot as plt
from keras.applications.vgg16 import VGG16
from keras.layers import Dense, Dropout, Flatten
from keras.models import Model
from keras.optimizers import SGD
from keras.preprocessing.image import ImageDataGenerator
from sklearn.metrics import classification_report, confusion_matrix

img_width, img_height = 224, 224
batch_size = 9
nb_classes = 4
epochs = 15

train_datagen = ImageDataGenerator(rescale=1. / 255, horizontal_flip=True, zoom_range=0.1)
test_datagen = ImageDataGenerator(rescale=1. / 255)

train_generator = train_datagen.flow_from_directory(
    'data/train',
    target_size=(img_height, img_width),
    batch_size=batch_size,
    class_mode='categorical')
validation_generator = test_datagen.flow_from_directory(
    'data/validation',
    target_size=(img_height, img_width),
    batch_size=batch_size,
    class_mode='categorical')
test_generator = test_datagen.flow_from_directory(
    'data/test',
    target_size=(img_height, img_width),
    batch_size=batch_size,
    class_mode='categorical')

base = VGG16(weights='imagenet', include_top=False, input_shape=(img_height, img_width, 3))
for layer in base.layers[:15]:
    layer.trainable = False
x = Flatten()(base.output)
x = Dense(256, activation='relu')(x)
x = Dropout(0.5)(x)
x = Dense(nb_classes, activation='softmax')(x)
model = Model(inputs=base.input, outputs=x)
model.compile(loss='categorical_crossentropy', optimizer=SGD(lr=1e-4, momentum=0.9), metrics=['accuracy'])

model.fit_generator(
    train_generator,
    steps_per_epoch=len(train_generator),
    epochs=epochs,
    validation_data=validation_generator,
    validation_steps=len(validation_generator))
model.save('vgg16_finetuned.h5')

# 4 classes of 45 test images: 20 batches of 9
steps = test_generator.samples // batch_size
print('evaluate:', model.evaluate_generator(test_generator, steps))

y_prob = model.predict_generator(test_generator, steps)
y_pred = np.argmax(y_prob, axis=1)
y_true = test_generator.classes
names = sorted(test_generator.class_indices)
print('Confusion Matrix')
cm = confusion_matrix(y_true, y_pred)
print(cm)
print(classification_report(y_true, y_pred, target_names=names))

plt.imshow(cm, cmap=plt.cm.Blues)
plt.xticks(range(nb_classes), names, rotation=45)
plt.yticks(range(nb_classes), names)
for i, j in itertools.product(range(nb_classes), range(nb_classes)):
    plt.text(j, i, cm[i, j], ha='center')
plt.tight_layout()
plt.savefig('confusion.png')
