from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam


class SeedNet:
    """MobileNetV2 with a small head; the backbone is not trained."""

    def __init__(self, size, n_groups, learning_rate):
        backbone = MobileNetV2(input_shape=size + (3,), weights='imagenet', include_top=False)
        for layer in backbone.layers:
            layer.trainable = False
        x = GlobalAveragePooling2D()(backbone.output)
        x = Dense(128, activation='relu')(x)
        x = Dropout(0.2)(x)
        outputs = Dense(n_groups, activation='softmax', name='groups')(x)
        self.model = Model(backbone.input, outputs)
        self.model.compile(optimizer=Adam(learning_rate),
                           loss='categorical_crossentropy',
                           metrics=['accuracy'])

    def fit(self, train, valid, epochs, class_weight):
        return self.model.fit(train, validation_data=valid, epochs=epochs,
                              class_weight=class_weight, verbose=2)
