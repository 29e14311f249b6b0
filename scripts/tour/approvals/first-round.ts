import type { Process } from '../guide';
import type { Approval, Scene } from './scene';

const hash = `sha256:${'0f'.repeat(32)}`;
const piece = { kind: 'statement', store: 'files', ref: 'statements/41', hash };

interface Delegation extends Process {
  delegator: string;
  delegate: string;
}

/** X1: a standing delegation. The deputy finds what waits for the other, who may go on deciding. */
export async function delegate(scene: Scene, { id }: Approval): Promise<Delegation> {
  const { story, companyId } = scene;
  story.step('Ann goes on holiday: Dan decides in her place for thirty days; she may still decide too');
  const { body: clock } = await scene.get<{ now: string }>('operator', '/dev/clock');
  const until = new Date(Date.parse(clock.now) + 30 * 86_400_000).toISOString();
  const given = await scene.made<Delegation>('Ann', '/v1/delegations', { delegate: scene.person('Dan'), companyId, until });
  const inbox = await scene.get<{ items: Process[] }>('Dan', '/v1/approvals?view=delegated');
  story.expect(
    'Dan finds what waits for Ann',
    inbox.body.items.map((each) => each.id),
    [id],
  );
  return given;
}

/** V8, X15: evidence is asked for and given by reference; meanwhile the clock stands still. */
export async function askForEvidence(scene: Scene, { id }: Approval): Promise<void> {
  const { story } = scene;
  story.step('Dan asks Li for a statement; the clock stands still until it comes');
  const path = `/v1/approvals/${id}`;
  const { body: before } = await scene.get('Ben', path);
  scene.tellDeadlines(before);
  const asked = await scene.post('Dan', `${path}/evidence-requests`, { items: [{ kind: 'statement' }], message: 'Who gets the document?' });
  story.expect('it waits for Li now', [asked.body.state, asked.body.clock], ['evidence_requested', 'paused']);
  await scene.tellNotices('Li');
  await scene.guide.advance('P1D');
  const early = await scene.decide('Ben', before);
  story.expect('nobody approves meanwhile', [early.status, early.body.code], [409, 'awaiting-evidence']);
  const raw = await scene.post('Li', `${path}/evidence`, { items: [{ ...piece, ref: 'data:text/plain;base64,SSBnZXQgaXQ=' }] });
  story.expect('evidence is named, never sent', [raw.status, raw.body.code], [422, 'raw-evidence-refused']);
  const given = await scene.post('Li', `${path}/evidence`, { items: [piece] });
  story.expect('Li gives it, and the clock goes on', [given.status, given.body.state, given.body.clock], [200, 'pending', 'running']);
  const { body: after } = await scene.get('Ben', path);
  scene.tellDeadlines(after);
  const { requestedAt, endedAt } = after.evidence![0]!;
  const pause = Date.parse(endedAt!) - Date.parse(requestedAt);
  const moved = after.deadlines.map(({ dueAt }, n) => Date.parse(dueAt) - Date.parse(before.deadlines[n]!.dueAt));
  story.expect(
    `each instant is later by the ${pause / 1_000} s that it stood still`,
    moved,
    before.deadlines.map(() => pause),
  );
}

export async function decideForAnother(scene: Scene, approval: Approval, { delegator, delegate: deputy }: Delegation): Promise<void> {
  const { story } = scene;
  story.step('Dan approves in the place of Ann: the record names both');
  const decided = await scene.decide('Dan', approval);
  const task = decided.body.stages[0]!.slots[0]!.tasks.find(({ state }) => state === 'decided');
  story.expect('asked was Ann, decided has Dan', [task?.assignee, task?.decidedBy], [delegator, deputy]);
  const too = await scene.decide('Ann', approval);
  story.expect('the first decision counts', [too.status, too.body.code], [409, 'already-decided']);
}

/** X1, R16: the holiday is over, and nobody else has decided in two working days. */
export async function escalate(scene: Scene, { id }: Approval): Promise<void> {
  const { story } = scene;
  story.step('The holiday passes, and two working days: Ivo, the IT admin, is asked too');
  await scene.guide.advance('P4D');
  const inbox = await scene.get<{ items: Process[] }>('Ivo', '/v1/approvals?view=mine');
  story.expect(
    'Ivo finds it',
    inbox.body.items.map((each) => each.id),
    [id],
  );
  for (const name of ['Ivo', 'Ben'] as const) story.expect(`${name} was told`, (await scene.tellNotices(name)).length > 0, true);
}

/** A quorum: two of three are enough. One of them lets somebody else decide this task alone. */
export async function reachQuorum(scene: Scene, approval: Approval): Promise<void> {
  const { story } = scene;
  story.step('Ben hands this one task to Eva; she approves, the quorum is reached, and the super admin is asked');
  const { body } = await scene.get('Ben', `/v1/approvals/${approval.id}`);
  const path = `/v1/approvals/${approval.id}/tasks`;
  // The tasks of the group stand in the order of its people.
  const taskId = body.stages[0]!.slots[0]!.tasks[1]!.taskId;
  await scene.made('Ben', `${path}/${taskId}/delegate`, { to: scene.person('Eva') });
  const chain = await scene.post('Eva', `${path}/${taskId}/delegate`, { to: scene.person('Cai') });
  story.expect('Eva cannot hand it on', [chain.status, chain.body.code], [403, 'delegation-chain']);
  const { body: after } = await scene.decide('Eva', approval);
  story.expect(
    'the second stage is open',
    after.stages.map(({ state }) => state),
    ['approved', 'open'],
  );
  const late = await scene.decide('Cai', approval);
  story.expect('two of three are enough: nothing is left for Cai', [late.status, late.body.code], [409, 'already-decided']);
  await scene.guide.show(after);
}
