import { pathToFileURL } from 'node:url';
import { launchChromium } from './chromium.js';

/** A page of HTML, and the PDF to write of it. */
export interface PdfToWrite {
  html: string;
  pdf: string;
}

/**
 * Prints pages of HTML as PDF, A4, by Chromium: with the tables that are folded in them, without the code.
 * Figures, findings and rows of tables are not cut by the end of a page.
 *
 * @param files paths
 * @throws UserError where there is no Chromium
 *
 * @example
 * await writePdfs([{ html: 'reports/06-diagnosis.html', pdf: 'reports/06-diagnosis.pdf' }]);
 */
export async function writePdfs(files: readonly PdfToWrite[]): Promise<void> {
  const browser = await launchChromium();
  try {
    for (const { html, pdf } of files) {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(html).href);
      await page.locator('details:not(:has(pre))').evaluateAll((all) => {
        for (const folded of all) folded.setAttribute('open', '');
      });
      await page.pdf({
        path: pdf,
        format: 'A4',
        printBackground: true,
        margin: { top: '16mm', bottom: '16mm', left: '14mm', right: '14mm' },
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: FOOTER,
      });
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

const FOOTER =
  '<div style="width:100%;text-align:center;font:8px sans-serif;color:#59636e"><span class="title"></span>, page <span class="pageNumber"></span> of <span class="totalPages"></span></div>';
