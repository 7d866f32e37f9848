import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../src/base/project.js';
import { answersOfPeer, type Peer, readPeer, readPeerSaid } from '../../src/benchmark/peerAnswers.js';

const PEERS = path.join(PROJECT, 'benchmark/peers');
const peer: Peer = {
  tool: 'a peer',
  source: 'nowhere',
  rules: {
    lr: { kind: 'learning-rate-too-high', says: 'high' },
    lr_low: { kind: 'learning-rate-too-low', says: 'low' },
    overfitting: { kind: 'symptom', says: 'curves' },
  },
};

function said(...rules: string[]) {
  return { case: 'a', seconds: 2, failed: null, messages: rules.map((rule) => ({ rule, text: 'so it is' })) };
}

describe('the tables of benchmark/peers', () => {
  test.each(readdirSync(PEERS).filter((name) => name.endsWith('.json')))('%s names kinds that there are', (name) => {
    const { rules } = readPeer(readFileSync(path.join(PEERS, name), 'utf8'), name);
    expect(Object.keys(rules)).not.toEqual([]);
  });
});

describe('readPeerSaid', () => {
  const line =
    '{"case": "a", "seconds": 1, "failed": null, "messages": [{"rule": "F401", "text": "unused", "line": 3}]}';

  test('reads a line of JSON a case', () => {
    expect(readPeerSaid(`${line}\n\n`, 'said.jsonl')).toEqual([
      { case: 'a', seconds: 1, failed: null, messages: [{ rule: 'F401', text: 'unused', line: 3 }] },
    ]);
  });

  test('names the line that does not fit', () => {
    expect(() => readPeerSaid(`${line}\n{"case": "b"}`, 'said.jsonl')).toThrow(/said\.jsonl, line 2,.*messages/s);
  });
});

describe('answersOfPeer', () => {
  test('gives the kind of the longest beginning of a rule, in the order of the tool, with its place', () => {
    const [first] = answersOfPeer(peer, [
      {
        ...said('lr_low'),
        messages: [
          { rule: 'lr_low', text: 'low', file: 'train.py', line: 4 },
          { rule: 'lr_high', text: 'high' },
        ],
      },
    ]);
    expect(first).toEqual({
      case: 'a',
      seconds: 2,
      answers: [
        { kind: 'learning-rate-too-low', text: 'lr_low: low', file: 'train.py', line: 4 },
        { kind: 'learning-rate-too-high', text: 'lr_high: high' },
      ],
    });
  });

  test('leaves symptoms out', () => {
    expect(answersOfPeer(peer, [said('overfitting')])).toEqual([{ case: 'a', seconds: 2, answers: [] }]);
  });

  test('has no line for a case that the tool could not answer, but for what it said before it failed', () => {
    const failed = { failed: 'ValueError' };
    expect(answersOfPeer(peer, [{ ...said(), ...failed }])).toEqual([]);
    expect(answersOfPeer(peer, [{ ...said('lr_high'), ...failed }])).toHaveLength(1);
  });

  test('refuses a rule that is in no table', () => {
    expect(() => answersOfPeer(peer, [said('nan_input')])).toThrow(/A rule of a peer that its table has.*nan_input/s);
  });
});
