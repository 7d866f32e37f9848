import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { notebookSettingsOf, parseSettings, QUICK_SETTINGS } from '../../src/recipe/settings.js';

test('text becomes numbers, and only given settings are set', () => {
  expect(parseSettings({ epochs: '3', validationShare: '0.2' })).toEqual({ epochs: 3, validationShare: 0.2 });
  expect(parseSettings({})).toEqual({});
});

test('the settings of the reference case can be given', () => {
  const words = {
    height: '227',
    width: '454',
    epochs: '25',
    seeds: '3',
    imagesPerClass: '2000',
    groupPattern: '^(\\d+)_',
  };
  expect(parseSettings(words)).toEqual({
    height: 227,
    width: 454,
    epochs: 25,
    seeds: 3,
    imagesPerClass: 2000,
    groupPattern: '^(\\d+)_',
  });
});

test('the quick settings are valid settings', () => {
  const words = Object.fromEntries(Object.entries(QUICK_SETTINGS).map(([name, value]) => [name, String(value)]));
  expect(parseSettings(words)).toEqual(QUICK_SETTINGS);
});

test('the full budget means three seeds, unless they are set', () => {
  expect(notebookSettingsOf({})).toEqual(QUICK_SETTINGS);
  expect(notebookSettingsOf({ budget: 'full' })).toMatchObject({ seeds: 3 });
  expect(notebookSettingsOf({ budget: 'full', seeds: 2 })).toMatchObject({ seeds: 2 });
});

test('an unknown setting is an error that lists the known ones', () => {
  expect(() => parseSettings({ epoch: '3' })).toThrow(UserError);
  expect(() => parseSettings({ epoch: '3' })).toThrow(
    /^A setting is one of: budget, height, width, epochs, seeds, minutes, notebookMinutes, control, imagesPerClass, groupPattern, validationShare, cacheGigabytes\. Received: epoch\./,
  );
});

test.each([
  ['epochs', '0'],
  ['epochs', '2.5'],
  ['epochs', 'three'],
  ['epochs', ''],
  ['epochs', ' '],
  ['height', '74'], // InceptionV3 takes no less than 75
  ['width', '1025'],
  ['seeds', '21'],
  ['imagesPerClass', '1'],
  ['imagesPerClass', 'Infinity'],
  ['validationShare', '1'],
  ['validationShare', '0'],
  ['cacheGigabytes', '-1'],
  ['budget', 'endless'],
])('%s=%s is an error that names the setting and what came', (name, value) => {
  expect(() => parseSettings({ [name]: value })).toThrow(UserError);
  expect(() => parseSettings({ [name]: value })).toThrow(`Setting '${name}' does not fit`);
  expect(() => parseSettings({ [name]: value })).toThrow(`Received: ${value}. Write it as --set name=value.`);
});

test('a control with batch normalization is an error before anything runs', () => {
  expect(parseSettings({ control: 'VGG16:imagenet' })).toEqual({ control: 'VGG16:imagenet' });
  expect(() => parseSettings({ control: 'ResNet50' })).toThrow(
    'The control is expected to be a backbone without batch normalization, one of: VGG16, SqueezeNet, VGG19. Received: ResNet50.',
  );
});

// The last one takes for ever, in any name: what it is used on has a limit of time, and reading it does not try it.
test.each(['^(\\d+)_', '(?<photo>.+)-\\d', 'a|(b)', '(a|b)_(?:x|y)', '(?:a?|){40}(?=z)()'])(
  'accepts the pattern %s with one group',
  (groupPattern) => {
    expect(parseSettings({ groupPattern })).toEqual({ groupPattern });
  },
);

test.each(['', '^\\d+_', '(\\d+)_(\\d+)', '(', '(?:x)', '\\'])(
  "refuses the pattern '%s' without exactly one group",
  (groupPattern) => {
    expect(() => parseSettings({ groupPattern })).toThrow("Setting 'groupPattern' does not fit");
  },
);
