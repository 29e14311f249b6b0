import { leaving, open } from './deregistration';
import type { Guide, Person, Problem, Process } from './guide';
import { otherThan } from '#journey';

/** G2: what an account may do grows with its days. */
export async function grow(guide: Guide, { own, account: { id } }: Person): Promise<void> {
  const { story } = guide;
  story.step('Its permissions grow with time: day 8, day 31');
  await guide.advance('P8D');
  const week = await own.get<Process>(`/v1/accounts/${id}`);
  story.expect('on day 8 it has tier 1', week.body.tier, 1);
  await guide.advance('P23D');
  const month = await own.get<Process>(`/v1/accounts/${id}`);
  story.expect('on day 31 it has tier 2', month.body.tier, 2);
  story.tell(`capabilities: ${(month.body.capabilities as string[]).join(', ')}`);
}

/** D2, D3: leaving freezes the account at once, and is undone from the original phone. */
export async function leaveAndComeBack(guide: Guide, person: Person): Promise<void> {
  const { story, journey } = guide;
  const { own, account, who } = person;
  story.step('The person leaves; the account is frozen at once');
  const before = await own.get<Process>(`/v1/accounts/${account.id}`);
  const unfinished = await guide.take({ ...leaving(person, 'in a hurry'), groupsLeft: false }, { person: account.id });
  story.expect('not before all groups are left', [unfinished.status, unfinished.body.code], [409, 'preconditions-unmet']);
  const { id } = await open(guide, person, 'for a while');
  story.expect('the account is frozen', (await own.get<Process>(`/v1/accounts/${account.id}`)).body.state, 'frozen');

  story.step('Ten days later the person comes back, with a code to the original phone');
  await guide.advance('P10D');
  const sent = await own.post<{ challengeId: string }>(`/v1/deregistrations/${id}/challenges`);
  story.expect('a code was sent', sent.status, 201);
  const code = await journey.code(who.phone);
  const revoke = <T>(tried: string) =>
    own.post<T>(`/v1/deregistrations/${id}/revocation`, { challengeId: sent.body.challengeId, code: tried });
  const wrong = await revoke<Problem>(otherThan(code));
  story.expect('a wrong code is refused', [wrong.status, wrong.body.code], [422, 'code-invalid']);
  const undone = await revoke<Process>(code);
  story.expect('the right one undoes it', [undone.status, undone.body.state], [200, 'revoked']);
  const after = await own.get<Process>(`/v1/accounts/${account.id}`);
  const plain = ({ version: _version, updatedAt: _updatedAt, ...rest }: Process) => rest;
  story.expect('the account is exactly what it was', plain(after.body), plain(before.body));
}
