import { UserError } from '../base/errors.js';

/** The error of a training whose loss is not finite in its first epoch, so that there is no epoch to keep. */
export class Diverged extends UserError {
  constructor() {
    super(
      'The loss is expected to be a finite number.',
      'NaN or infinity in the first epoch',
      'Lower the learning rate, or check the scaling of the images.',
    );
  }
}
