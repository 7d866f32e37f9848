import * as fs from 'node:fs';
import * as path from 'node:path';
import { pointAt } from './files.mjs';
import { tfjsNode } from './places.mjs';

/**
 * What the linker and the loader ask for in the package's folder, as links into TensorFlow's Python package.
 *
 * @param site the folder of Python's packages
 * @returns whether anything had to be changed
 */
export function linkTensorFlow(site, platform = process.platform, folder = tfjsNode) {
  const [suffix, plain] = platform === 'darwin' ? ['.2.dylib', '.dylib'] : ['.so.2', '.so'];
  const tensorflow = path.join(site, 'tensorflow');
  const lib = path.join(folder, 'deps', 'lib');
  const links = [
    [path.join(folder, 'deps', 'include'), path.join(tensorflow, 'include')],
    [path.join(lib, `libtensorflow_cc${suffix}`), path.join(tensorflow, `libtensorflow_cc${suffix}`)],
    [path.join(lib, `libtensorflow${plain}`), path.join(tensorflow, `libtensorflow_cc${suffix}`)],
    ...[suffix, plain].map((end) => [
      path.join(lib, `libtensorflow_framework${end}`),
      path.join(tensorflow, `libtensorflow_framework${suffix}`),
    ]),
  ];
  // TensorFlow for the GPU looks for CUDA's libraries beside its own folder.
  const cuda = path.join(site, 'nvidia');
  if (fs.existsSync(cuda)) links.push([path.join(folder, 'deps', 'nvidia'), cuda]);
  return links.map(([link, target]) => pointAt(link, target)).some(Boolean);
}
