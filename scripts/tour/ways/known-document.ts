import { madeUpApplicant, openingBody } from '#journey';
import { profileOf, type Member } from './member';
import type { Scene } from './scene';

const hash = `sha256:${'0f'.repeat(32)}`;

/** R17: a document that another account has is no error to the applicant; a person looks. */
export async function showAKnownDocument(scene: Scene, { who: before, accountId }: Member): Promise<void> {
  const { document, fullName } = before;
  const { story, place, guide } = scene;
  story.step('A document that another account has: no error, a person looks, and the applicant learns nothing of it');
  const who = { ...madeUpApplicant('the second', fullName), document };
  const { body: registration } = await scene.openRegistration({ ...openingBody(who), variant: 'personal' });
  await scene.prove(registration, who.phone);
  await scene.step(registration, 'sign-in', { reference: 'idp:second' });
  const evidence = ['hand-held-photo', 'statement'].map((kind) => ({ kind, store: 'files', ref: `evidence/${kind}`, hash }));
  const given = await scene.step(registration, 'profile', { ...profileOf(who), evidence });
  story.expect('the profile is taken, and is being verified', [given.status, given.body.state], [200, 'verifying']);
  story.expect('nothing of that is told', /review|elsewhere|duplicate/.test(JSON.stringify(given.body)), false);
  const approvalId = await scene.reviewOf(registration);
  const reviewer = guide.service.actingFor(place.reviewer);
  const dossier = await reviewer.get<{ verification: { cause: string } }>(`/v1/approvals/${approvalId}/dossier`);
  story.expect('the dossier of the reviewer tells why', dossier.body.verification.cause, 'identity-elsewhere');
  const decided = await scene.decide(place.reviewer, approvalId, { decision: 'merge', merge: { keepPhone: 'account' } });
  story.expect('it is the same person: the reviewer merges the two', [decided.status, decided.body.state], [200, 'approved']);
  const ended = await scene.look(registration);
  story.expect('the person keeps their one account', [ended.state, ended.accountId], ['merged', accountId]);
  const companies = (await scene.account(ended)).memberships.map(({ companyId }) => companyId);
  story.expect('with its membership', companies, [place.company]);
}
