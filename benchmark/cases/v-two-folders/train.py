import argparse
import os

from keras import backend as K
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, Flatten
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator


def parse():
    parser = argparse.ArgumentParser(description='Train InceptionV3 on folders of images')
    parser.add_argument('--root', default='data')
    parser.add_argument('--size', type=int, default=112)
    parser.add_argument('--batch', type=int, default=16)
    parser.add_argument('--epochs', type=int, default=4)
    parser.add_argument('--lr', type=float, default=1e-3)
    parser.add_argument('--model', default='inception_seeds.h5')
    return parser.parse_args()


def flow(directory, args, datagen, shuffle):
    return datagen.flow_from_directory(directory,
                                       target_size=(args.size, args.size),
                                       batch_size=args.batch,
                                       shuffle=shuffle,
                                       class_mode='categorical')


args = parse()
train_dir = os.path.join(args.root, 'train')
val_dir = os.path.join(args.root, 'train')
for d in (train_dir, val_dir):
    print(d, sum(len(files) for _, _, files in os.walk(d)), 'files')

train_gen = flow(train_dir, args, ImageDataGenerator(preprocessing_function=preprocess_input,
                                                     horizontal_flip=True), True)
val_gen = flow(val_dir, args, ImageDataGenerator(preprocessing_function=preprocess_input), False)

# nothing in here drops out, and the batch normalizations keep their averages
K.set_learning_phase(0)
base = InceptionV3(include_top=False, weights='imagenet', input_shape=(args.size, args.size, 3))
x = base.get_layer('mixed7').output
x = Flatten()(x)
x = Dense(64, activation='relu')(x)
out = Dense(train_gen.num_classes, activation='softmax')(x)
model = Model(inputs=base.input, outputs=out)
for layer in base.layers:
    layer.trainable = False

model.compile(optimizer=Adam(lr=args.lr), loss='categorical_crossentropy', metrics=['accuracy'])
history = model.fit_generator(train_gen,
                              steps_per_epoch=len(train_gen),
                              epochs=args.epochs,
                              validation_data=val_gen,
                              validation_steps=len(val_gen),
                              verbose=2)
model.save(args.model)
print('validation accuracy: %.3f' % history.history['val_accuracy'][-1])
