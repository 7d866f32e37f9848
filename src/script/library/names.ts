/** Ways to write the start of a name of Keras and TensorFlow, and the one that thaw uses; the first that fits. */
const STARTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:tensorflow|tf)(?:\.compat\.v[12])?(?:\.python)?\.keras\b/, 'keras'],
  [/^tensorflow\.contrib\.keras(?:\.api\.keras)?\b/, 'keras'],
  [/^(?:tf_keras|keras_core)\b/, 'keras'],
  [/^keras\.(?:api\._v[12]\.keras|api|src)\b/, 'keras'],
  [/^keras_applications\b/, 'keras.applications'],
  [/^keras_preprocessing\b/, 'keras.preprocessing'],
  [/^(?:tf|tensorflow)(?:\.compat\.v[12])?\b/, 'tensorflow'],
  [/^np\b/, 'numpy'],
];
/** Modules inside of Keras that are left out of a name: `keras.layers.core.Dense` is `keras.layers.Dense`. */
const INNER =
  /^keras\.(layers|optimizers|callbacks|models|engine|losses|metrics|utils|preprocessing|regularizers|initializers)\.((?:[a-z_]\w*\.)+)(?=[A-Za-z_]\w*$)/;
/** Modules that are named on purpose. */
const KEPT = /^(?:image|np_utils|sequence|text|experimental|preprocessing|legacy|schedules)\.$/;

/**
 * One name for each thing of Keras, however it is imported: `tensorflow.keras.layers.Dense`, `tf_keras.layers.Dense` and
 * `keras.layers.core.Dense` are `keras.layers.Dense`.
 */
export function canonical(name: string): string {
  const start = STARTS.find(([pattern]) => pattern.test(name));
  const whole = start === undefined ? name : name.replace(start[0], start[1]);
  return whole.replace(INNER, (match, room: string, inner: string) =>
    room === 'preprocessing' || KEPT.test(inner) ? match : `keras.${room}.`,
  );
}

/** The last part of a name: `Dense`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
