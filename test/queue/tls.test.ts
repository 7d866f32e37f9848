import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as toServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, type Server } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_REDIS, type RedisServer, startRedis } from './redisServer.js';

const DIST = path.join(import.meta.dirname, '../../dist/queue');
const PASSWORD = 'geheim-5d1c';
const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;
if (!HAS_OPENSSL) console.warn('Skipped: encrypted connections (no openssl, which makes the certificates).');

/** Connects in a process of its own, since Node reads NODE_EXTRA_CA_CERTS when it starts, and says how that went. */
const CONNECT = `
const { connect } = require(process.argv[1] + '/connection.js');
const { readQueueAddress } = require(process.argv[1] + '/address.js');
connect(readQueueAddress(process.argv[2])).then(
  async ({ redis }) => console.log(await redis.ping()),
  (error) => console.log(error.name + ': ' + error.message),
).finally(() => process.exit(0));`;

let folder: string;
let redis: RedisServer;
const servers: Server[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-tls-'));
  if (HAS_REDIS) redis = await startRedis(path.join(folder, 'redis'), ['--requirepass', PASSWORD]);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await redis?.stop();
  rmSync(folder, { recursive: true });
});

/** Makes a certificate that signs itself. @returns its file */
function certificate(name: string, names: string): string {
  const [key, cert] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.pem`)];
  const files = ['-keyout', key, '-out', cert, '-days', '2', '-nodes'];
  const asked = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-subj', '/CN=thaw'];
  execFileSync('openssl', ['req', '-x509', ...asked, ...files, '-addext', `subjectAltName=${names}`], {
    stdio: 'ignore',
  });
  return cert;
}

/** Speaks TLS, and passes what comes on to the real server. @returns its port */
async function encrypted(cert: string): Promise<number> {
  const server = createServer(
    { key: readFileSync(cert.replace('.pem', '.key')), cert: readFileSync(cert) },
    (socket) => {
      const upstream = toServer(redis.port, '127.0.0.1');
      for (const end of [socket, upstream]) end.on('error', () => {});
      socket.pipe(upstream).pipe(socket);
    },
  );
  server.on('tlsClientError', () => {});
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

async function said(url: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { NODE_EXTRA_CA_CERTS: _, ...own } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', CONNECT, DIST, url], {
    env: { ...own, THAW_QUEUE_PASSWORD: PASSWORD, ...env },
  });
  return stdout.trim();
}

describe.skipIf(!HAS_REDIS || !HAS_OPENSSL)('An encrypted connection', () => {
  test('opens to a server whose certificate is trusted, by name and by address, and the password goes over it', async () => {
    const cert = certificate('own', 'DNS:localhost,IP:127.0.0.1');
    const port = await encrypted(cert);
    const trusted = { NODE_EXTRA_CA_CERTS: cert };
    const [byName, byAddress, otherPassword, untrusted, plain] = await Promise.all([
      said(`rediss://localhost:${port}`, trusted),
      said(`rediss://127.0.0.1:${port}`, trusted),
      said(`rediss://localhost:${port}`, { ...trusted, THAW_QUEUE_PASSWORD: 'falsch-77' }),
      said(`rediss://localhost:${port}`, {}),
      said(`redis://127.0.0.1:${port}`, {}),
    ]);
    expect([byName, byAddress]).toEqual(['PONG', 'PONG']);
    expect(otherPassword).toContain('expects another user or password. Received: one that it refuses.');
    expect(untrusted).toMatch(
      /^UserError: The server rediss:\/\/localhost:\d+ is expected to speak TLS with a certificate that this machine trusts\. Received: self-signed certificate\. For a certificate of your own, name the file of its authority in NODE_EXTRA_CA_CERTS;/,
    );
    expect(plain).toMatch(
      /^UserError: The server .* is expected to let this machine in\. .* with TLS write rediss:\/\/\.$/,
    );
    for (const text of [otherPassword, untrusted, plain]) expect(text).not.toMatch(/geheim|falsch/);
  });

  test('does not open to a server that shows the certificate of another name', async () => {
    const cert = certificate('other', 'DNS:elsewhere.example');
    expect(await said(`rediss://localhost:${await encrypted(cert)}`, { NODE_EXTRA_CA_CERTS: cert })).toMatch(
      /is expected to speak TLS with a certificate that this machine trusts\. Received: Hostname\/IP does not match certificate's altnames: Host: localhost\. is not in the cert's altnames: DNS:elsewhere\.example/,
    );
  });
});
