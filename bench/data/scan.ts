import { readClassFolders } from '../../src/dataset/classFolders.js';
import { type Scan, scanImages } from '../../src/dataset/scan.js';
import { alternate, timed } from '../harness/alternate.js';
import { startPython } from '../harness/python.js';
import { wheatFolder } from './wheat.js';

/** A Python with cleanvision 0.3.7, which the project does not install. */
export const CLEANVISION: string | undefined = process.env.THAW_CLEANVISION;

/**
 * Index and scan of the wheat kernels against cleanvision on two processes: both read every file and find those that are
 * the same. cleanvision also scores brightness, sharpness and near duplicates; we also decode every pixel and digest
 * every file.
 */
export async function measure(): Promise<void> {
  const folder = wheatFolder();
  const python = startPython(CLEANVISION!);
  const scan = async (): Promise<Scan> => scanImages(await readClassFolders(folder));
  const script = `
from cleanvision import Imagelab
lab = Imagelab(data_path=given)
lab.find_issues(n_jobs=2, verbose=False)
answer = len(lab.info['exact_duplicates']['sets'])
`;
  try {
    const [ours, theirs] = [await scan(), await python.run(script, folder)];
    await alternate({
      name: 'scan',
      work: 'index and scan of 7,139 wheat kernels',
      unit: 's',
      target: 0.5,
      runs: 5,
      warmUp: 0,
      check: {
        what: 'groups of identical files',
        difference: Math.abs(ours.duplicates.length - (theirs.answer as number)),
        tolerance: 0,
      },
      thaw: () => timed(scan),
      other: async () => {
        const { seconds, cpuSeconds } = await python.run(script, folder);
        return { wall: seconds, cpu: cpuSeconds };
      },
    });
  } finally {
    python.stop();
  }
}
