import { randomUUID } from 'node:crypto';
import type { Approval, Name, Scene } from './scene';

/** A return: a new round begins, and what was decided counts no more. */
export async function returnIt(scene: Scene, approval: Approval): Promise<void> {
  const { story } = scene;
  story.step('Sun returns it to the first stage: a second round begins, and the decisions of the first are void');
  const unsaid = await scene.decide('Sun', approval, { decision: 'return', returnTo: 1 });
  story.expect('not without a reason', [unsaid.status, unsaid.body.code], [422, 'reason-missing']);
  const reason = { code: 'figures-missing', text: 'Which figures are in it?' };
  const { body } = await scene.decide('Sun', approval, { decision: 'return', returnTo: 1, reason });
  story.expect('it is in its second round', [body.state, body.round], ['pending', 2]);
  const { body: shown } = await scene.get('Li', `/v1/approvals/${approval.id}`);
  story.expect('three decisions are void', shown.voided?.length, 3);
  scene.tellDeadlines(shown);
}

export async function approveIt(scene: Scene, approval: Approval): Promise<void> {
  const { story } = scene;
  story.step('Ann and Cai approve the second round, then Sun: it is approved');
  for (const name of ['Ann', 'Cai'] as const) await scene.decide(name, approval);
  const { body } = await scene.decide('Sun', approval);
  story.expect('it is approved, by a person', [body.state, body.decidedBy?.kind], ['approved', 'user']);
  await scene.guide.show(body);
}

interface Decided {
  decided: number;
  items: { status: number; state?: string; code?: string }[];
}

/** Many approvals in one call: each is answered as by a call of its own. */
export async function decideInBulk(scene: Scene): Promise<void> {
  const { story } = scene;
  story.step('Three more are asked for, one is withdrawn; each person decides all of them in one call');
  const asked = [await scene.ask(), await scene.ask(), await scene.ask()];
  await scene.made('Li', `/v1/approvals/${asked[2]!.id}/withdrawal`, {});
  const items = asked.map(({ id }) => ({ approvalId: id, decision: 'approve' }));
  const key = randomUUID();
  const decideAll = (name: Name, used?: string) => scene.post<Decided>(name, '/v1/approvals/decisions', { items }, used);
  const first = await decideAll('Ben', key);
  const told = first.body.items.map(({ status, state, code }) => [status, state ?? code]);
  story.expect('each item has its answer', told, [
    [200, 'pending'],
    [200, 'pending'],
    [409, 'approval-closed'],
  ]);
  const again = await decideAll('Ben', key);
  story.expect('the same call again gets the same answers', again.body, first.body);
  await decideAll('Cai');
  const last = await decideAll('Sun');
  story.expect('the last one approves two', last.body.items.map(({ state }) => state).slice(0, 2), ['approved', 'approved']);
  const counts = await scene.get<Record<string, { count: number }>>('Sun', '/v1/approvals/counts');
  story.expect('nothing waits for Sun any more', counts.body.mine?.count, 0);
}
