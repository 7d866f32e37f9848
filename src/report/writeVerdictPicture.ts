import { launchChromium } from './chromium.js';
import type { PageFacts } from './pageStyle.js';
import type { NotebookRun } from './runNotebook.js';
import { indexEntry, writeIndex } from './writeIndex.js';

/** Width of the page, in pixels: that of the text of README.md on GitHub. */
const WIDTH = 900;

/**
 * Writes the verdict of a notebook as a PNG, as it stands in the index of reports.
 *
 * @param file path of the PNG
 * @throws UserError where there is no Chromium
 */
export async function writeVerdictPicture(run: NotebookRun, facts: PageFacts, file: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 1200 } });
    await page.setContent(writeIndex([indexEntry(run, facts)], facts));
    await page.locator('section.verdict').screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
