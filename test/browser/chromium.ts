import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Meant for a browser that shows one page and ends with it. */
const ONE_PAGE = ['--single-process', '--no-zygote'];

const INSTALLED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
];

/** Starts the Chromium that comes with the packages, which runs on x86-64 Linux, or the one that is installed. */
export async function launchChromium(): Promise<Browser> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    return playwright.launch({
      executablePath: await chromium.executablePath(),
      args: [...chromium.args.filter((argument) => !ONE_PAGE.includes(argument)), '--no-sandbox', ...QUIET],
      headless: true,
    });
  }
  const executablePath = INSTALLED.find((file) => existsSync(file));
  if (executablePath === undefined) throw new Error(`No Chrome or Chromium at ${INSTALLED.join(', ')}.`);
  return playwright.launch({ executablePath, args: QUIET, headless: true });
}
