import { type BackboneName, REGISTRY } from '../../backbones/architectures/registry.js';
import type { Recipe } from '../recipeType.js';
import { py } from './python.js';

/** Name of the file next to the script, for a base that keras.applications does not have. */
export const BASE_FILE = 'base.keras';

/** The base computes in bfloat16; its weights, and the head, are float32. */
const MIXED_PRECISION = ['for layer in base.layers:', '    layer.dtype_policy = "mixed_bfloat16"'];

/** That of EfficientNets is for training on ImageNet: thaw leaves it out, as does `base(x, training=False)`. */
const NO_DROPOUT = [
  'for layer in base.layers:',
  '    if isinstance(layer, keras.layers.Dropout):',
  '        layer.rate = 0.0',
];

function hasDropout(name: BackboneName): boolean {
  return REGISTRY[name].build().layers.some(({ kind }) => kind === 'Dropout');
}

/** The model of a script: its base, the head, and the validation images. */
export function modelPart({ backbone, head, batchNormalization, precision }: Recipe, hasBaseFile: boolean): string {
  const weights = backbone.weights === 'imagenet' ? 'imagenet' : null;
  const base = hasBaseFile
    ? `keras.models.load_model(HERE / ${py(BASE_FILE)}, compile=False)`
    : `keras.applications.${backbone.name}(include_top=False, weights=${py(weights)}, input_shape=(HEIGHT, WIDTH, 3))`;
  const dropout = head.dropout > 0 ? [`x = keras.layers.Dropout(${head.dropout})(x)`] : [];
  return [
    ...(batchNormalization === 'moving'
      ? [`base = ${base}`]
      : [
          `plain = ${base}`,
          'base = keras.models.clone_model(plain, clone_function=with_batch_statistics)',
          'base.set_weights(plain.get_weights())',
        ]),
    ...(hasDropout(backbone.name) ? NO_DROPOUT : []),
    ...(precision === 'bfloat16' ? MIXED_PRECISION : []),
    'x = keras.layers.GlobalAveragePooling2D()(base.outputs[0])',
    ...head.units.flatMap((units) => [...dropout, `x = keras.layers.Dense(${units}, activation="relu")(x)`]),
    ...dropout,
    'x = keras.layers.Dense(len(CLASSES))(x)',
    'model = keras.Model(base.inputs[0], x)',
    '',
  ].join('\n');
}
