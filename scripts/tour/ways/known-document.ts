import { madeUpApplicant, openingBody, type Applicant } from '#journey';
import { profileOf } from './member';
import type { Scene } from './scene';

/** R17: a document that another account has is no error to the applicant; a person looks. */
export async function showAKnownDocument(scene: Scene, { document, fullName }: Applicant): Promise<void> {
  const { story, place, guide } = scene;
  story.step('A document that another account has: no error, a person looks, and the applicant learns nothing of it');
  const who = { ...madeUpApplicant('the second', fullName), document };
  const { body: registration } = await scene.openRegistration({ ...openingBody(who), variant: 'personal' });
  await scene.prove(registration, who.phone);
  await scene.step(registration, 'sign-in', { reference: 'idp:second' });
  const given = await scene.step(registration, 'profile', profileOf(who));
  story.expect('the profile is taken', given.status, 200);
  const text = JSON.stringify((await scene.look(registration)));
  story.expect('nothing tells the applicant that the document is known', /elsewhere|duplicate/.test(text), false);
  const approvalId = await scene.reviewOf(registration);
  const reviewer = guide.service.actingFor(place.reviewer);
  const dossier = await reviewer.get<{ verification: { cause: string } }>(`/v1/approvals/${approvalId}/dossier`);
  story.expect('the dossier of the reviewer tells why', dossier.body.verification.cause, 'identity-elsewhere');
  const decided = await scene.decide(place.reviewer, approvalId, { decision: 'reject', reason: { code: 'same-person' } });
  story.expect('the reviewer rejects it', [decided.status, decided.body.state], [200, 'rejected']);
  const ended = await scene.look(registration);
  story.expect('it is over, without saying more', [ended.state, ended.reason], ['rejected', 'identity-not-confirmed']);
}
