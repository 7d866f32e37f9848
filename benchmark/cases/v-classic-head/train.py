import argparse

import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.callbacks import EarlyStopping
from keras.layers import Dense, Dropout, Flatten, GlobalAveragePooling2D
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator

ap = argparse.ArgumentParser()
ap.add_argument('-d', '--dataset', default='data', help='folder with train and validation')
ap.add_argument('-p', '--plot', default='plot.png')
ap.add_argument('-u', '--units', type=int, default=4096, help='units of the dense layers')
args = vars(ap.parse_args())

LR = 1e-4
EPOCHS = 25
BS = 16

aug = ImageDataGenerator(rotation_range=15, horizontal_flip=True, vertical_flip=True,
                         preprocessing_function=preprocess_input)
plain = ImageDataGenerator(preprocessing_function=preprocess_input)

trainGen = aug.flow_from_directory(args['dataset'] + '/train', target_size=(224, 224),
                                   batch_size=BS, class_mode='categorical', shuffle=True)
valGen = plain.flow_from_directory(args['dataset'] + '/validation', target_size=(224, 224),
                                   batch_size=BS, class_mode='categorical', shuffle=False)

# the body stays as it is
baseModel = VGG16(weights='imagenet', include_top=False, input_shape=(224, 224, 3))
for layer in baseModel.layers:
    layer.trainable = False

headModel = baseModel.output
headModel = Flatten(name='flatten')(headModel)
headModel = Dense(args['units'], activation='relu', name='fc1')(headModel)
headModel = Dropout(0.3)(headModel)
headModel = Dense(args['units'], activation='relu', name='fc2')(headModel)
headModel = Dropout(0.3)(headModel)
headModel = Dense(len(trainGen.class_indices), activation='softmax')(headModel)
model = Model(inputs=baseModel.input, outputs=headModel)

print('[INFO] compiling model...')
model.compile(loss='categorical_crossentropy', optimizer=Adam(lr=LR), metrics=['accuracy'])

print('[INFO] training head...')
H = model.fit_generator(trainGen,
                        steps_per_epoch=trainGen.samples // BS,
                        validation_data=valGen,
                        validation_steps=len(valGen),
                        callbacks=[EarlyStopping(patience=6, restore_best_weights=True)],
                        epochs=EPOCHS)

plt.style.use('ggplot')
plt.figure()
for name in ('loss', 'val_loss', 'accuracy', 'val_accuracy'):
    plt.plot(H.history[name], label=name)
plt.title('Training Loss and Accuracy')
plt.legend(loc='lower left')
plt.savefig(args['plot'])
model.save('vgg16_seeds.h5')
