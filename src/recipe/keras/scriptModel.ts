import { type BackboneName, REGISTRY } from '../../backbones/architectures/registry.js';
import { headLayers } from '../../backbones/pretrained/head.js';
import type { Recipe } from '../recipeType.js';
import { lastLayerToKeras, layerToKeras } from './optionsToKeras.js';
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
export function modelPart(recipe: Recipe, hasBaseFile: boolean): string {
  const { backbone, head, batchNormalization, precision } = recipe;
  const weights = backbone.weights === 'imagenet' ? 'imagenet' : null;
  const base = hasBaseFile
    ? `keras.models.load_model(HERE / ${py(BASE_FILE)}, compile=False)`
    : `keras.applications.${backbone.name}(include_top=False, weights=${py(weights)}, input_shape=(HEIGHT, WIDTH, 3))`;
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
    ...headLayers(head).map(
      (layer, i) => `x = keras.layers.${layerToKeras(layer)}(${i === 0 ? 'base.outputs[0]' : 'x'})`,
    ),
    `x = keras.layers.${lastLayerToKeras(recipe, 'len(CLASSES)')}(x)`,
    'model = keras.Model(base.inputs[0], x)',
    '',
  ].join('\n');
}
