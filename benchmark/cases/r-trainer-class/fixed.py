import json

from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.applications import mobilenet_v2
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Trainer(object):
    def __init__(self, size=112, batch_size=16, epochs=8, lr=1e-3):
        self.size = size
        self.batch_size = batch_size
        self.epochs = epochs
        self.lr = lr
        self.model = None
        self.history = None
        self._make_generators()

    def _flow(self, datagen, split, shuffle):
        return datagen.flow_from_directory(
            'data/%s' % split,
            target_size=(self.size, self.size),
            batch_size=self.batch_size,
            class_mode='categorical',
            shuffle=shuffle)

    def _make_generators(self):
        train_datagen = ImageDataGenerator(
            preprocessing_function=mobilenet_v2.preprocess_input,
            rotation_range=15,
            horizontal_flip=True)
        val_datagen = ImageDataGenerator(preprocessing_function=mobilenet_v2.preprocess_input)
        test_datagen = ImageDataGenerator(preprocessing_function=mobilenet_v2.preprocess_input)
        self.train = self._flow(train_datagen, 'train', True)
        self.val = self._flow(val_datagen, 'validation', False)
        self.test = self._flow(test_datagen, 'test', False)

    def build(self):
        base = mobilenet_v2.MobileNetV2(
            include_top=False, weights='imagenet', pooling='avg', input_shape=(self.size, self.size, 3))
        base.trainable = False
        out = layers.Dropout(0.2)(base.output)
        out = layers.Dense(self.train.num_classes, activation='softmax')(out)
        self.model = keras.Model(base.input, out)
        self.model.compile(
            optimizer=keras.optimizers.Adam(self.lr), loss='categorical_crossentropy', metrics=['accuracy'])
        return self

    def fit(self):
        self.history = self.model.fit(self.train, epochs=self.epochs, validation_data=self.val, verbose=2)
        return self

    def evaluate(self):
        loss, accuracy = self.model.evaluate(self.test, verbose=0)
        with open('result.json', 'w') as f:
            json.dump({'loss': float(loss), 'accuracy': float(accuracy)}, f)
        return accuracy


if __name__ == '__main__':
    trainer = Trainer().build().fit()
    accuracy = trainer.evaluate()
    print('test accuracy: %.4f' % accuracy)
