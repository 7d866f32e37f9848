import matplotlib.pyplot as plt
from tensorflow.keras import layers, models
from tensorflow.keras.applications import mobilenet_v2
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator


class Pipeline(object):
    size = (112, 112)
    batch = 16

    def __init__(self, root):
        self.datagen = ImageDataGenerator(
            rotation_range=180,
            width_shift_range=0.5,
            height_shift_range=0.5,
            shear_range=40,
            zoom_range=[0.3, 4.0],
            brightness_range=[0.2, 2.5],
            channel_shift_range=120,
            horizontal_flip=True,
            vertical_flip=True,
            preprocessing_function=mobilenet_v2.preprocess_input,
            validation_split=0.2)
        self.plain = ImageDataGenerator(
            preprocessing_function=mobilenet_v2.preprocess_input, validation_split=0.2)
        self.train = self.flow(self.datagen, root, 'training')
        self.valid = self.flow(self.datagen, root, 'validation')
        self.sample = next(self.flow(self.plain, root, 'training'))[0]

    def flow(self, datagen, root, subset):
        return datagen.flow_from_directory(root, target_size=self.size, batch_size=self.batch,
                                           class_mode='categorical', subset=subset)

    def show_sample(self, n=4):
        for i in range(n):
            plt.subplot(1, n, i + 1)
            plt.imshow((self.sample[i] + 1) / 2)
            plt.axis('off')
        plt.savefig('sample.png')

    def build(self):
        base = mobilenet_v2.MobileNetV2(input_shape=self.size + (3,), include_top=False,
                                        weights='imagenet', pooling='avg')
        base.trainable = False
        self.model = models.Sequential([base, layers.Dense(self.train.num_classes, activation='softmax')])
        self.model.compile(Adam(1e-3), 'categorical_crossentropy', metrics=['accuracy'])

    def fit(self, epochs):
        self.history = self.model.fit(self.train, validation_data=self.valid, epochs=epochs, verbose=2)


pipeline = Pipeline('data')
pipeline.show_sample()
pipeline.build()
pipeline.fit(epochs=8)
