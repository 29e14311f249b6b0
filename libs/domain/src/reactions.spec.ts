import { given } from '#testing';
import type { DeregistrationEvent } from './deregistration/deregistration';
import { deregistration } from './deregistration/deregistration.process';
import { processes, processOf } from './processes';
import { reactions } from './reactions';

const requested: DeregistrationEvent = {
  type: 'DeregistrationRequested',
  accountId: 'a',
  subjectId: 's',
  phoneId: 'p',
  coolingOffEndsAt: 1,
  reminderAts: [],
};
/** One event of each kind that something reacts to; a new reaction needs its line here. */
const causes: Record<string, DeregistrationEvent> = {
  DeregistrationRequested: requested,
  DeregistrationRevoked: { type: 'DeregistrationRevoked' },
  PurgeCompleted: { type: 'PurgeCompleted', directoryEndsAt: 2, phoneFreeAt: 3 },
};
const state = given(deregistration)(requested).state();
const targets = reactions.map((reaction) => ({
  reaction,
  target: reaction.then(causes[reaction.when.event] ?? { type: 'unknown' }, state, 'd'),
}));

/** Commands whose cause is the registration, which comes with its own process. */
const awaitingRegistration = ['invite.ReserveInvite', 'invite.ReturnInvite', 'invite.SpendInvite'];

describe('the table of reactions', () => {
  it.each(targets)('$reaction.name goes to a command that exists and that nobody else may send', ({ target }) => {
    expect(processOf(target.process).origins[target.command.type]).toBe('reaction');
  });

  it('uses every command of this origin: none waits for a cause that never comes', () => {
    const commands = Object.values(processes).flatMap(({ type, origins }) =>
      Object.entries(origins).flatMap(([command, origin]) => (origin === 'reaction' ? [`${type}.${command}`] : [])),
    );
    const used = targets.map(({ target }) => `${target.process}.${target.command.type}`);
    expect([...used, ...awaitingRegistration].sort()).toEqual(commands.sort());
  });

  it('is at most 2 deep, so that it has no cycle, and moves at most 8 streams with its cause', () => {
    const reach = (process: string, depth: number): { depth: number; streams: number } => {
      if (depth > 2) return { depth, streams: 1 };
      const next = targets
        .filter(({ reaction }) => reaction.when.process === process)
        .map(({ target }) => reach(target.process, depth + 1));
      return { depth: Math.max(depth, ...next.map((each) => each.depth)), streams: 1 + next.reduce((sum, each) => sum + each.streams, 0) };
    };
    for (const process of Object.keys(processes)) {
      expect(reach(process, 0).depth).toBeLessThanOrEqual(2);
      expect(reach(process, 0).streams).toBeLessThanOrEqual(8);
    }
  });

  it('names each of them by a sentence, once', () => {
    const names = reactions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    names.forEach((name) => expect(name).toMatch(/^when(-[a-z]+)+$/));
  });
});
