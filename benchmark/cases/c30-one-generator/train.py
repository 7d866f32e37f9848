import matplotlib.pyplot as plt
from tensorflow.keras.applications import mobilenet_v2
from tensorflow.keras.layers import Dense, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.preprocessing.image import ImageDataGenerator

config = dict(
    folder='data',
    size=(120, 120),
    batch=16,
    epochs=14,
    val=0.25,
    lr=2e-3,
)


def get_generators(cfg):
    datagen = ImageDataGenerator(
        preprocessing_function=mobilenet_v2.preprocess_input,
        rotation_range=10,
        shear_range=10,
        brightness_range=[0.05, 3.0],
        channel_shift_range=150,
        horizontal_flip=True,
        validation_split=cfg['val'],
    )
    args = dict(target_size=cfg['size'], batch_size=cfg['batch'], class_mode='categorical', seed=7)
    train = datagen.flow_from_directory(cfg['folder'], subset='training', **args)
    valid = datagen.flow_from_directory(cfg['folder'], subset='validation', **args)
    return train, valid


def get_model(cfg, n_classes):
    base = mobilenet_v2.MobileNetV2(include_top=False, weights='imagenet',
                                    input_shape=cfg['size'] + (3,))
    base.trainable = False
    model = Sequential([
        base,
        GlobalAveragePooling2D(),
        Dense(n_classes, activation='softmax'),
    ])
    model.compile(Adam(cfg['lr']), loss='categorical_crossentropy', metrics=['accuracy'])
    return model


def plot(h):
    plt.plot(h.history['accuracy'], label='train')
    plt.plot(h.history['val_accuracy'], label='validation')
    plt.legend()
    plt.savefig('curves.png')


train_gen, valid_gen = get_generators(config)
model = get_model(config, train_gen.num_classes)
hist = model.fit(train_gen, validation_data=valid_gen, epochs=config['epochs'])
plot(hist)
