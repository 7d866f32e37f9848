import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readScript, type ScriptReading } from '../../../src/script/reading/readScript.js';

const BUILDS = `
from keras.applications import Xception
def build():
    model = Xception(include_top=True)
    model.compile('adam', 'categorical_crossentropy')
    return model
`;

/** Reads the first of some files, by their paths in a project. */
async function readingOfFirst(files: Record<string, string>): Promise<ScriptReading> {
  const root = await mkdtemp(path.join(tmpdir(), 'thaw-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return readScript(path.join(root, Object.keys(files)[0]!), { python: 'none' });
}

const baseOf = ({ stages }: ScriptReading): string | undefined => stages[0]?.model.base?.model?.application;

const train = (imports: string, build = 'build'): string => `
${imports}
model = ${build}()
model.fit(x, y)
`;

test.each([
  [
    'the folder above, put on the path',
    'notebooks/train.py',
    'src/nets.py',
    `import os, sys\nroot = os.path.abspath(os.path.join('..'))\nif root not in sys.path:\n    sys.path.append(root)\nfrom src.nets import build`,
  ],
  [
    'a folder beside the one of the script, put on the path',
    'scripts/train.py',
    'src/nets.py',
    `import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent.parent / 'src'))\nfrom nets import build`,
  ],
  [
    'a folder whose name stands in an earlier line',
    'train.py',
    'code/lib/nets.py',
    `import sys\nLIB = 'code/lib'\nsys.path += [LIB]\nfrom nets import build`,
  ],
  [
    'the working folder of a notebook',
    'notebooks/train.py',
    'nets.py',
    `import os\nos.chdir('..')\nfrom nets import build`,
  ],
  [
    'the package that the script is in',
    'src/pipeline/train.py',
    'src/parts/nets.py',
    'from src.parts.nets import build',
  ],
  [
    'the package that the script is in, as a module',
    'net/train.py',
    'net/nets.py',
    'import net.nets as n\nbuild = n.build',
  ],
])('modules of a project are read: %s', async (_name, script, module, imports) => {
  const reading = await readingOfFirst({ [script]: train(imports), [module]: BUILDS });
  expect(baseOf(reading)).toBe('Xception');
});

test.each(['pyproject.toml', 'setup.py'])('modules of a project that %s installs are read', async (installs) => {
  const script = train('from flowers.nets import build');
  for (const folder of ['flowers', 'src/flowers']) {
    const files = { 'scripts/train.py': script, [`${folder}/nets.py`]: BUILDS, [installs]: '' };
    expect(baseOf(await readingOfFirst(files))).toBe('Xception');
  }
});

test.each([
  ['nothing puts the folder above on the path', 'scripts/train.py', 'nets.py', 'from nets import build'],
  [
    'it has the name of a library',
    'scripts/train.py',
    'torch/nets.py',
    `import sys\nsys.path.append('..')\nfrom torch.nets import build`,
  ],
])('a module that Python does not find is none: %s', async (_name, script, module, imports) => {
  const reading = await readingOfFirst({ [script]: train(imports), [module]: BUILDS });
  expect(reading.stages).toEqual([]);
});

test('the module beside the script is the one that counts', async () => {
  const reading = await readingOfFirst({
    'scripts/train.py': train(`import sys\nsys.path.append('..')\nfrom nets import build`),
    'scripts/nets.py': BUILDS.replaceAll('Xception', 'VGG19'),
    'nets.py': BUILDS,
  });
  expect(baseOf(reading)).toBe('VGG19');
});

test.each([
  ['a module of the same package', 'from .nets import build', 'net/parts/nets.py'],
  ['a module of the package above', 'from ..nets import build', 'net/nets.py'],
  ['a module of a package beside it', 'from ..more.nets import build', 'net/more/nets.py'],
  ['a module by dots alone', 'from . import nets\nbuild = nets.build', 'net/parts/nets.py'],
])('imports with dots are read from the module that they are in: %s', async (_name, imports, module) => {
  const reading = await readingOfFirst({
    'train.py': train('from net.parts.first import build'),
    'net/parts/first.py': imports,
    [module]: BUILDS,
    // What is meant is not the one beside the script.
    'nets.py': BUILDS.replaceAll('Xception', 'VGG19'),
  });
  expect(baseOf(reading)).toBe('Xception');
});

test('the file of a package imports its own modules by one dot', async () => {
  const reading = await readingOfFirst({
    'train.py': train('from net import build'),
    'net/__init__.py': 'from .nets import build',
    'net/nets.py': BUILDS,
  });
  expect(baseOf(reading)).toBe('Xception');
});
