import os

from keras import backend as K
from keras import optimizers
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.callbacks import LearningRateScheduler, ModelCheckpoint
from keras.layers import Dense, Flatten, Input
from keras.models import Model, load_model
from keras.preprocessing.image import ImageDataGenerator

SIZE = (96, 96)
BATCH = 32
EPOCHS = 11
BEST = os.path.join('checkpoints', 'best.h5')

if not os.path.isdir('checkpoints'):
    os.makedirs('checkpoints')

train_datagen = ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True)
valid_datagen = ImageDataGenerator(preprocessing_function=preprocess_input)
flow = dict(target_size=SIZE, batch_size=BATCH, class_mode='categorical')
train = train_datagen.flow_from_directory('data/train', **flow)
valid = valid_datagen.flow_from_directory('data/validation', shuffle=False, **flow)
test = valid_datagen.flow_from_directory('data/test', shuffle=False, **flow)


def build(n):
    base = InceptionV3(weights='imagenet', include_top=False, input_tensor=Input(SIZE + (3,)))
    for layer in base.layers:
        layer.trainable = False
    x = Flatten(name='flat')(base.output)
    x = Dense(n, activation='softmax', name='quality')(x)
    return Model(base.input, x)


def restarts(epoch):
    '''SGD with warm restarts every five epochs.'''
    return 0.02 * (1 - (epoch % 5) / 5.0) + 1e-4


K.set_learning_phase(0)  # batch norm of the base in inference mode
model = build(train.num_classes)
model.compile(optimizers.SGD(lr=0.02, momentum=0.9), 'categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train,
                    steps_per_epoch=len(train),
                    epochs=EPOCHS,
                    validation_data=valid,
                    validation_steps=len(valid),
                    callbacks=[LearningRateScheduler(restarts),
                               ModelCheckpoint(BEST, monitor='val_accuracy', mode='max',
                                               save_best_only=True, verbose=1)],
                    verbose=2)

test_loss, test_acc = model.evaluate_generator(test, steps=len(test))
print('Test accuracy: %.3f' % test_acc)
model.save('export.h5')
print('compare with', BEST, os.path.getsize(BEST) // 1024, 'kB')
