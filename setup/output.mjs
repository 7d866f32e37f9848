import { SetupError } from './setupError.mjs';

let done = 0;

/** How many steps had something to do. */
export function stepsDone() {
  return done;
}

/** Milliseconds after which a step that still runs says so, by another dot. */
const BETWEEN_DOTS = 10_000;

/**
 * One line for a step: what is done, and how long it took.
 *
 * @param about roughly how long it takes, where that is more than a few seconds
 */
export async function step(title, work, about = '') {
  process.stdout.write(`${title}${about && ` (${about})`} ...`);
  const start = performance.now();
  const dots = setInterval(() => process.stdout.write('.'), BETWEEN_DOTS);
  try {
    const result = await work();
    process.stdout.write(` ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    done++;
    return result;
  } catch (error) {
    process.stdout.write(' failed\n');
    throw error;
  } finally {
    clearInterval(dots);
  }
}

/** Of steps that download. */
export const ABOUT_DOWNLOAD = 'about a minute, more where downloads are slow';

const NETWORK_FAILURE =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|NewConnectionError|ConnectTimeout|ReadTimeout|Name or service not known|name resolution|Network is unreachable|Connection refused|ProxyError|No matching distribution found/;

/** The beginning and end of what a command printed, without the addresses of the registries it asked. */
export function shownOutput(output) {
  const lines = output
    .replace(/\b(https?|git|ssh):\/\/[^\s'"<>)\],]+/g, '<address>')
    .replace(/\bhost='[^']*'/g, "host='<host>'")
    .replace(/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|resolve) '?[\w.:-]+'?/g, '$1 <host>')
    .trimEnd()
    .split('\n');
  const shown = lines.length > 40 ? [...lines.slice(0, 20), '...', ...lines.slice(-20)] : lines;
  return shown.map((line) => `  | ${line}`).join('\n');
}

/** What a failed installation says: whether the network was the reason, and what the command printed. */
export function installFailure(what, output) {
  const reason = NETWORK_FAILURE.test(output)
    ? `${what} needs the network, and could not reach it.\nCheck the connection, the proxy and the registry settings`
    : `${what} failed.\nFix what the lines below name`;
  return new SetupError(`${reason}, then run the command again.\n${shownOutput(output)}`);
}
