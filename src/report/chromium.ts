import { existsSync } from 'node:fs';
import { type Browser, chromium as playwright } from 'playwright-core';
import { UserError } from '../base/errors.js';

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

/**
 * Starts Chromium without a window: the one that THAW_CHROMIUM names, or that comes with the packages, which runs on
 * x86-64 Linux, or one that is installed.
 *
 * @throws UserError where there is none, or it does not start
 */
export async function launchChromium(): Promise<Browser> {
  const { executablePath, args } = await findChromium();
  try {
    return await playwright.launch({ executablePath, args: [...args, ...QUIET], headless: true });
  } catch (error) {
    throw new UserError(
      `Chromium is expected to start: ${executablePath}.`,
      String(error).split('\n')[0]!,
      'Set THAW_CHROMIUM to the path of another Chrome or Chromium.',
    );
  }
}

async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const named = process.env.THAW_CHROMIUM;
  if (named !== undefined) {
    if (existsSync(named)) return { executablePath: named, args: [] };
    const advice = 'Give the path of the program, or leave THAW_CHROMIUM out.';
    throw new UserError('THAW_CHROMIUM is expected to name Chrome or Chromium.', named, advice);
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: chromium } = await import('@sparticuz/chromium');
    const args = [...chromium.args.filter((argument) => !ONE_PAGE.includes(argument)), '--no-sandbox'];
    return { executablePath: await chromium.executablePath(), args };
  }
  const executablePath = INSTALLED.find((file) => existsSync(file));
  if (executablePath !== undefined) return { executablePath, args: [] };
  throw new UserError(
    'Chrome or Chromium is expected, which writes the PDF.',
    `none at ${INSTALLED.join(', ')}`,
    'Install one, or set THAW_CHROMIUM to its path.',
  );
}
