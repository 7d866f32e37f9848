import tensorflow as tf
from tensorflow.keras import layers

params = {
    'image_size': (140, 140),
    'batch_size': 16,
    'head': {'epochs': 15, 'learning_rate': 1e-3},
    'tune': {'epochs': 4, 'learning_rate': 1e-5, 'from_layer': 116},
}


def dataset(split, training=False):
    ds = tf.keras.preprocessing.image_dataset_from_directory(
        f'data/{split}',
        label_mode='categorical',
        image_size=params['image_size'],
        batch_size=params['batch_size'],
        shuffle=training)
    return ds


def build(n):
    base = tf.keras.applications.MobileNetV2(
        input_shape=params['image_size'] + (3,), include_top=False, weights='imagenet')
    base.trainable = False
    inputs = tf.keras.Input(params['image_size'] + (3,))
    x = layers.RandomFlip()(inputs)
    x = tf.keras.applications.mobilenet_v2.preprocess_input(x)
    x = base(x, training=False)      # also in stage two
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(128, activation='relu')(x)
    x = layers.Dropout(0.25)(x)
    outputs = layers.Dense(n, activation='softmax')(x)
    return tf.keras.Model(inputs, outputs), base


def compile_for(model, stage):
    model.compile(optimizer=tf.keras.optimizers.Adam(params[stage]['learning_rate']),
                  loss=tf.keras.losses.CategoricalCrossentropy(),
                  metrics=['accuracy'])


def main():
    train, valid, test = dataset('train', training=True), dataset('validation'), dataset('test')
    model, base = build(len(train.class_names))

    compile_for(model, 'head')
    first = model.fit(train, validation_data=valid, epochs=params['head']['epochs'])

    base.trainable = True
    for layer in base.layers[:params['tune']['from_layer']]:
        layer.trainable = False
    compile_for(model, 'tune')
    print('now trainable:', len(model.trainable_variables))
    last = first.epoch[-1] + 1
    second = model.fit(train, validation_data=valid,
                       initial_epoch=last, epochs=last + params['tune']['epochs'])

    curve = first.history['val_accuracy'] + second.history['val_accuracy']
    print('validation:', ' '.join(f'{value:.2f}' for value in curve))
    _, accuracy = model.evaluate(test)
    print(f'test: {accuracy:.3f}')
    return model, accuracy


if __name__ == '__main__':
    model, accuracy = main()
