import { randomUUID } from 'node:crypto';
import { accept, processOf, type Command, type Event, type Needs, type Process, type Reaction } from '#domain';
import { confirmation, testEngine, type TestEngine } from '#testing';

/**
 * A guest: a process of this spec that moves the invite as a registration does, by reactions in the transaction of its
 * own command.
 */
interface Guest {
  status: string;
  invite?: string;
}
type GuestCommand = { type: 'Enter'; invite: string } | { type: 'Leave' } | { type: 'Stay' };
type GuestEvent = { type: 'Entered'; invite: string } | { type: 'Left' } | { type: 'Stayed' };

const guest: Process<Guest, GuestEvent, GuestCommand> = {
  type: 'guest',
  workflow: false,
  policyVersion: () => 1,
  initial: { status: 'outside' },
  evolve: (state, event) => (event.type === 'Entered' ? { status: 'inside', invite: event.invite } : { ...state, status: event.type }),
  needs: (command, { invite }): Needs => {
    const id = command.type === 'Enter' ? command.invite : invite;
    return id === undefined ? {} : { invite: { need: 'stream', process: 'invite', id } };
  },
  decide: (_, command) => {
    if (command.type === 'Enter') return accept<GuestEvent>({ type: 'Entered', invite: command.invite });
    return accept<GuestEvent>({ type: command.type === 'Leave' ? 'Left' : 'Stayed' });
  },
  due: () => [],
  owed: () => [],
  effectKinds: [],
  troubles: () => [],
  troubleKinds: [],
  allowed: () => [],
  origins: { Enter: 'caller', Leave: 'caller', Stay: 'caller' },
  status: ({ status }) => status,
  outcome: () => undefined,
  passing: [],
  minor: [],
  columns: () => ({}),
  view: () => ({}),
};

const reaction = (event: string, type: string): Reaction => ({
  name: `when-${event.toLowerCase()}-${type.toLowerCase()}`,
  when: { process: 'guest', event },
  then: (_: Event, state, holder) => ({ process: 'invite', id: (state as Guest).invite!, command: { type, holder } as Command }),
});

let test: TestEngine;
let invite: string;
beforeAll(async () => {
  test = await testEngine({
    processOf: (type) => (type === 'guest' ? guest : processOf(type)),
    reactions: [reaction('Entered', 'ReserveInvite'), reaction('Left', 'ReturnInvite'), reaction('Stayed', 'SpendInvite')],
    projections: [],
  });
});
afterAll(() => test.close());
beforeEach(async () => {
  const { companyId, positionStreamId } = await confirmation(test).company([]);
  invite = randomUUID();
  const command = { type: 'IssueInvite', companyId, positionStreamId, managers: [randomUUID()] } as const;
  expect((await test.engine.execute({ process: 'invite', id: invite, command, caller: test.caller() }, () => null)).answer.ok).toBe(true);
});

const send = async (id: string, command: GuestCommand) => {
  const { answer } = await test.engine.execute(
    { process: 'guest' as 'account', id, command: command as never, caller: test.caller() },
    () => null,
  );
  return answer.ok ? 'accepted' : answer.problem.code;
};
const race = async () => {
  const guests = Array.from({ length: 50 }, () => randomUUID());
  const answers = await Promise.all(guests.map((id) => send(id, { type: 'Enter', invite })));
  const winners = guests.filter((_, n) => answers[n] === 'accepted');
  return { winners, refused: answers.filter((answer) => answer === 'invite-invalid').length };
};
const standing = async () => (await test.engine.read(`invite:${invite}`))!.state;

describe('50 guests with one invite at once', () => {
  it('leave one reservation, and 49 guests who leave nothing behind', async () => {
    const { winners, refused } = await race();
    expect([winners.length, refused]).toEqual([1, 49]);
    expect(await standing()).toMatchObject({ status: 'reserved', holder: winners[0] });
    const entered = await test.database.query("SELECT 1 FROM es.events WHERE type = 'Entered' AND data->>'invite' = $1", [invite]);
    expect(entered).toHaveLength(1);
  });

  it('leave one again after it was returned, and none after it was spent', async () => {
    const [first] = (await race()).winners;
    expect(await send(first!, { type: 'Leave' })).toBe('accepted');
    const [second] = (await race()).winners;
    expect(await send(second!, { type: 'Stay' })).toBe('accepted');
    expect(await race()).toEqual({ winners: [], refused: 50 });
    expect(await standing()).toMatchObject({ status: 'spent', holder: second });
  });
});
