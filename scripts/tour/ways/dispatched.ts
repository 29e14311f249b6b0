import { madeUpApplicant, openingBody } from '#journey';
import { profileOf } from './member';
import type { Scene } from './scene';

/** R12: rights come from the company that the person works in, not from the one that employs them. */
export async function beDispatched(scene: Scene): Promise<void> {
  const { story, place, guide } = scene;
  story.step('Dispatched labour: employed by the agency, with the rights of the company that they work in');
  const who = madeUpApplicant('the dispatched', 'Wang Fang');
  const link = { inviteCode: await scene.invite() };
  const { body: registration } = await scene.openRegistration({ ...openingBody(who), variant: 'member', link });
  await scene.prove(registration, who.phone);
  const give = (of: object) => scene.step(registration, 'profile', { ...profileOf(who), ...of });
  const elsewhere = await give({ hostOrg: place.agency });
  story.expect('they work where they are invited, and nowhere else', [elsewhere.status, elsewhere.body.code], [422, 'host-org-unknown']);
  const unknown = await give({ employerOrg: 'Some Agency' });
  story.expect('an employer is one that is here', [unknown.status, unknown.body.code], [422, 'employer-org-unknown']);
  const own = await give({ employerOrg: place.company });
  story.expect('and another company', [own.status, own.body.code], [422, 'employer-is-host']);
  await give({ hostOrg: place.company, employerOrg: place.agency });
  const { body: submitted } = await scene.submit(registration);
  const path = `/v1/approvals/${submitted.approvalId!}/dossier`;
  const dossier = await guide.service.actingFor(place.manager).get<{ applicant: { employer?: object } }>(path);
  story.expect('the people who confirm read who employs them', dossier.body.applicant.employer, {
    companyId: place.agency,
    name: 'Staff Agency',
  });
  const account = await scene.account(await scene.confirm(submitted));
  const told = account.memberships.map(({ companyId, template, employerId }) => ({ companyId, template, employerId }));
  story.expect('a member of the one company, employed by the other', told, [
    { companyId: place.company, template: 'sales-rights', employerId: place.agency },
  ]);
}
