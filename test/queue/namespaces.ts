import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** Machines with addresses of their own on a network of this machine. */
export interface TestNetwork {
  /** Address of this machine, where a server listens. */
  server: string;
  /** Adds a machine. @returns the words with which a command begins that runs there */
  add(): { run: string[]; cut(): void; mend(): void };
  close(): void;
}

const ip = (...words: string[]): boolean => spawnSync('ip', words, { stdio: 'ignore' }).status === 0;

/** A network of namespaces; undefined where the system allows none. */
export function testNetwork(): TestNetwork | undefined {
  const id = randomInt(0x1000, 0xffff).toString(16);
  const [bridge, net] = [`thb${id}`, `10.119.${randomInt(1, 250)}`];
  const namespaces: string[] = [];
  const close = (): void => {
    for (const name of namespaces) ip('netns', 'del', name);
    ip('link', 'del', bridge);
  };
  const isThere =
    process.platform === 'linux' &&
    ip('link', 'add', bridge, 'type', 'bridge') &&
    ip('addr', 'add', `${net}.1/24`, 'dev', bridge) &&
    ip('link', 'set', bridge, 'up');
  const must = (...words: string[]): void => void execFileSync('ip', words);
  const add: TestNetwork['add'] = () => {
    const number = namespaces.length;
    const [name, outside] = [`thn${id}-${number}`, `thv${id}${number}`];
    must('netns', 'add', name);
    namespaces.push(name);
    must('link', 'add', outside, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    must('link', 'set', outside, 'master', bridge, 'up');
    must('-n', name, 'addr', 'add', `${net}.${10 + number}/24`, 'dev', 'eth0');
    must('-n', name, 'link', 'set', 'eth0', 'up');
    return {
      run: ['ip', 'netns', 'exec', name],
      cut: () => must('link', 'set', outside, 'down'),
      mend: () => must('link', 'set', outside, 'up'),
    };
  };
  if (!isThere) {
    close();
    return undefined;
  }
  return { server: `${net}.1`, add, close };
}
