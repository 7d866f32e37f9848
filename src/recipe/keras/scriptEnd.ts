import { givesLogits } from '../../training/losses/lastLayer.js';
import type { Recipe } from '../recipeType.js';
import type { Views } from '../views.js';
import { generatorOf } from './scriptImages.js';

/**
 * The end of a script: the accuracy on the validation images, or on their evaluation part, and the saved model.
 *
 * @param views of the recipe's test-time augmentation, if it has one
 * @param hasParts whether some validation images only select the epoch
 */
export function endPart(recipe: Recipe, views: Views | undefined, hasParts: boolean): string {
  const { temperatureScaling } = recipe;
  const evaluation = hasParts ? 'Images("validation", part="evaluation")' : 'validation';
  const why = hasParts ? ['# On the evaluation part, which chose nothing.'] : [];
  const saved = givesLogits(recipe)
    ? 'keras.Model(model.input, keras.layers.Softmax()(model.output)).save(args.out / "model.keras")'
    : 'model.save(args.out / "model.keras")';
  if (views === undefined && !temperatureScaling) {
    return [
      ...why,
      `loss, accuracy = model.evaluate(${evaluation}, verbose=0)`,
      'print(f"validation accuracy {accuracy:.4f}")',
      saved,
    ].join('\n');
  }
  const augmentation = views && views.draws > 0 ? [`augmentation = ${generatorOf(views.ranges, '    ')}`] : [];
  const argument = (part: string): string => (hasParts ? `"${part}"` : '');
  return [
    ...augmentation,
    ...why,
    `labels, probabilities = predicted(${argument('evaluation')})`,
    'accuracy = float(np.mean(probabilities.argmax(axis=-1) == labels))',
    'print(f"validation accuracy {accuracy:.4f}")',
    ...(temperatureScaling
      ? [
          `temperature = float(fitted_temperature(*predicted(${argument('selection')})))`,
          'print(f"temperature {temperature:.4f}")',
        ]
      : []),
    `# The saved model is without ${[...(views ? ['views'] : []), ...(temperatureScaling ? ['temperature'] : [])].join(' and ')}.`,
    saved,
  ].join('\n');
}
