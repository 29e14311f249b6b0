import type { Guide } from '../guide';
import { growCalendar, keepCalendar } from './calendar';
import { peopled } from './company';
import { askForEvidence, decideForAnother, delegate, escalate, reachQuorum } from './first-round';
import { approveIt, decideInBulk, returnIt } from './later-rounds';
import { keepPolicy, simulateDefault, simulateOwn } from './policy';
import type { Approval, Scene } from './scene';

/** Approvals: a policy and a calendar of a company, and one approval through everything that people can do with it. */
export async function approvals(guide: Guide): Promise<void> {
  const scene = await peopled(guide);
  const calendar = await keepCalendar(scene);
  await simulateDefault(scene);
  const policyId = await keepPolicy(scene);
  const approval = await askFor(scene);
  await simulateOwn(scene, policyId, approval);
  await growCalendar(scene, calendar, approval);
  const delegation = await delegate(scene, approval);
  await askForEvidence(scene, approval);
  await decideForAnother(scene, approval, delegation);
  await escalate(scene, approval);
  await reachQuorum(scene, approval);
  await returnIt(scene, approval);
  await approveIt(scene, approval);
  await decideInBulk(scene);
}

async function askFor(scene: Scene): Promise<Approval> {
  const { story } = scene;
  story.step('Li asks for the export of a document: the policy is found by the company and the type of the matter');
  const approval = await scene.ask();
  story.expect('it runs by the policy of the company', approval.policyId, 'company:document-export');
  story.expect('three people are asked', approval.stages[0]!.slots[0]!.tasks.length, 3);
  await scene.guide.show(approval);
  scene.tellDeadlines(approval);
  return approval;
}
