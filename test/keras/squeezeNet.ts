/** Python: `squeeze_net(shape, include_top)`. Written from github.com/rcmalli/keras-squeezenet; Keras 3 has no slash in names. */
export const SQUEEZE_NET_OF_KERAS = `
from keras import layers
def squeeze_net(shape, include_top=False):
    def fire(x, number, squeeze, expand):
        name = lambda end: f'fire{number}|{end}'
        x = layers.Conv2D(squeeze, 1, padding='valid', activation='relu', name=name('squeeze1x1'))(x)
        left = layers.Conv2D(expand, 1, padding='valid', activation='relu', name=name('expand1x1'))(x)
        right = layers.Conv2D(expand, 3, padding='same', activation='relu', name=name('expand3x3'))(x)
        return layers.concatenate([left, right])
    start = keras.Input(shape)
    x = layers.Conv2D(64, 3, strides=2, padding='valid', activation='relu', name='conv1')(start)
    x = layers.MaxPooling2D(3, 2)(x)
    x = fire(fire(x, 2, 16, 64), 3, 16, 64)
    x = layers.MaxPooling2D(3, 2)(x)
    x = fire(fire(x, 4, 32, 128), 5, 32, 128)
    x = layers.MaxPooling2D(3, 2)(x)
    x = fire(fire(x, 6, 48, 192), 7, 48, 192)
    x = fire(fire(x, 8, 64, 256), 9, 64, 256)
    if include_top:
        x = layers.Dropout(0.5, name='drop9')(x)
        x = layers.Conv2D(1000, 1, padding='valid', name='conv10')(x)
        x = layers.Activation('relu', name='relu_conv10')(x)
        x = layers.GlobalAveragePooling2D()(x)
        x = layers.Activation('softmax', name='loss')(x)
    return keras.Model(start, x)
`;
