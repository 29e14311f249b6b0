import { accept, PolicyUnknown, refuse, timeless, type Command, type Event, type Needs, type Process } from './decider';
import { decideAll, type Ground, type Rules } from './decision';

interface Box {
  status: string;
  limit?: number;
}
interface Put extends Command {
  into?: string;
}

/**
 * A box that holds some things: a process of this spec, with a policy of two versions. A thing may go on into another
 * box.
 */
const box = (policy: { version: number; limit: number }): Process<Box, Event & { into?: string }, Put> => ({
  ...timeless,
  type: 'box',
  policyVersion: () => policy.version,
  under: (version) => {
    if (version === 1) return box({ version, limit: 1 });
    if (version === 2) return box({ version, limit: 2 });
    throw new PolicyUnknown('box', version);
  },
  initial: { status: '0' },
  evolve: ({ status }) => ({ status: String(Number(status) + 1) }),
  needs: ({ into }): Needs => (into === undefined ? {} : { into: { need: 'stream', process: 'box', id: into } }),
  decide: ({ status }, { into }) =>
    Number(status) < policy.limit ? accept({ type: 'Put', ...(into !== undefined && { into }) }) : refuse('box-full'),
  origins: { Put: ['caller', 'reaction'] },
  status: ({ status }) => status,
  columns: () => ({}),
  view: () => ({}),
});

const rules: Rules = {
  processOf: () => box({ version: 2, limit: 2 }),
  reactions: [
    {
      name: 'when-put-put-into',
      when: { process: 'box', event: 'Put' },
      then: (event) => {
        const { into } = event as { into?: string };
        return into === undefined ? undefined : { process: 'box', id: into, command: { type: 'Put' } };
      },
    },
  ],
};

/** Boxes by id: how many things are in each, and under which policy it was opened. */
function ground(boxes: Record<string, { things: number; policyVersion: number }>) {
  const secured: string[] = [];
  const standing: Ground = {
    now: 0,
    proof: undefined,
    stream: (streamId) => {
      const found = boxes[streamId.slice('box:'.length)];
      return found && { state: { status: String(found.things) }, policyVersion: found.policyVersion };
    },
    claim: () => undefined,
    claimWithId: () => undefined,
    tally: () => [],
    secure: (needs) => void secured.push(...Object.keys(needs)),
    secureTarget: (streamId, named) => void secured.push(`${streamId} of ${Object.keys(named).join()}`),
  };
  return { standing, secured };
}
const put = (boxes: Parameters<typeof ground>[0], command: Put = { type: 'Put' }) =>
  decideAll({ streamId: 'box:a', command, origin: 'caller', commandId: 'c' }, ground(boxes).standing, rules, {
    event: (commandId, n) => `${commandId}.${n}`,
    reaction: (causation, reaction) => `${causation}>${reaction}`,
  });

describe('a decision', () => {
  it('about an existing stream follows the policy that it was opened under, and about a new one the newest', () => {
    expect(put({ a: { things: 1, policyVersion: 1 } }).problem).toEqual({ code: 'box-full' });
    expect(put({ a: { things: 1, policyVersion: 2 } }).problem).toBeUndefined();
    expect(put({}).moves).toMatchObject([{ streamId: 'box:a', after: { status: '1' } }]);
  });

  it('about another stream follows that stream’s policy: refused there, nothing of the command is left', () => {
    const into = { type: 'Put', into: 'b' };
    expect(put({ b: { things: 1, policyVersion: 1 } }, into)).toEqual({ moves: [], problem: { code: 'box-full' } });
    const moved = put({ b: { things: 1, policyVersion: 2 } }, into).moves;
    expect(moved.map(({ streamId, events }) => [streamId, events.map(({ eventId, causation }) => [eventId, causation])])).toEqual([
      ['box:a', [['c.0', undefined]]],
      ['box:b', [['c.0>when-put-put-into.0', 'c.0']]],
    ]);
  });

  it('is not made by the rules of another policy if its own is not known', () => {
    expect(() => put({ a: { things: 0, policyVersion: 3 } })).toThrow(PolicyUnknown);
    expect(() => put({ b: { things: 0, policyVersion: 3 } }, { type: 'Put', into: 'b' })).toThrow(PolicyUnknown);
  });

  it('asks for locks on what it reads and moves before', () => {
    const { standing, secured } = ground({});
    const command: Put = { type: 'Put', into: 'b' };
    decideAll({ streamId: 'box:a', command, origin: 'caller', commandId: 'c' }, standing, rules, { event: String, reaction: String });
    expect(secured).toEqual(['into', 'box:b of into']);
  });
});
