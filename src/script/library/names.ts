/** Ways to write the start of a name of Keras and TensorFlow, and the one that thaw uses; the first that fits. */
const STARTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:tensorflow|tf)(?:\.compat\.v[12])?(?:\.python)?\.keras\b/, 'keras'],
  [/^tensorflow\.contrib\.keras(?:\.api\.keras)?\b/, 'keras'],
  [/^(?:tf_keras|keras_core)\b/, 'keras'],
  [/^keras\.(?:api\._v[12]\.keras|api|src)\b/, 'keras'],
  [/^keras_applications\b/, 'keras.applications'],
  [/^keras_preprocessing\b/, 'keras.preprocessing'],
  // TensorFlow 2 has them without `keras` too; the losses and metrics of TensorFlow 1 have names of their own.
  [/^(?:tensorflow|tf)(?:\.compat\.v2)?\.optimizers(?=\.)/, 'keras.optimizers'],
  [/^(?:tensorflow|tf)(?:\.compat\.v2)?\.losses(?=\.(?:[A-Z]|\w*crossentropy$))/, 'keras.losses'],
  [/^(?:tensorflow|tf)(?:\.compat\.v2)?\.metrics(?=\.[A-Z])/, 'keras.metrics'],
  [/^(?:tf|tensorflow)(?:\.compat\.v[12])?\b/, 'tensorflow'],
  [/^np\b/, 'numpy'],
];
/** Modules inside of Keras that are left out of a name: `keras.layers.core.Dense` is `keras.layers.Dense`. */
const INNER =
  /^keras\.(layers|optimizers|callbacks|models|engine|losses|metrics|utils|preprocessing|regularizers|initializers)\.((?:[a-z_]\w*\.)+)(?=[A-Za-z_]\w*$)/;
/** Modules that are named on purpose. */
const KEPT = /^(?:image|np_utils|sequence|text|experimental|preprocessing|legacy|schedules)\.$/;

/**
 * What a module of an application imports itself up to Keras 2.2.0: `from keras.applications.xception import *` brings it too.
 */
const OF_APPLICATION =
  /^keras\.applications\.\w+\.(Model|Dense|Input|Activation|Flatten|Dropout|Reshape|Lambda|Concatenate|BatchNormalization|(?:Separable|Depthwise)?Conv2D|Convolution2D|ZeroPadding2D|(?:Max|Average|GlobalAverage|GlobalMax)Pooling2D)$/;

function ofApplication(_whole: string, name: string): string {
  return `keras.${name === 'Model' ? 'models' : 'layers'}.${name}`;
}

/**
 * One name for each thing of Keras, however it is imported: `tensorflow.keras.layers.Dense`, `tf_keras.layers.Dense` and
 * `keras.layers.core.Dense` are `keras.layers.Dense`.
 */
export function canonical(name: string): string {
  const start = STARTS.find(([pattern]) => pattern.test(name));
  const whole = (start === undefined ? name : name.replace(start[0], start[1])).replace(OF_APPLICATION, ofApplication);
  return whole.replace(INNER, (match, room: string, inner: string) =>
    room === 'preprocessing' || KEPT.test(inner) ? match : `keras.${room}.`,
  );
}

/** The last part of a name: `Dense`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
