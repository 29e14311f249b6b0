import { randomUUID } from 'node:crypto';
import { day, hour } from '#domain';
import { comesAlone, idNumber, joinsCompany, opensCompany, upTo, walk, type Applicant, type Company, type Journey } from '#journey';
import type { Site } from './site';

/** Who has come, and what is open in the end. */
export interface People {
  company: Company;
  /** With an account that lives, in the company and without one. */
  member: Applicant;
  single: Applicant;
  /** Waits for two approvers. */
  waiting: Applicant;
}

/** Lives of people of every kind, so that no table stays empty. */
export async function people(site: Site): Promise<People> {
  const company: Company = { company: 'Acme', position: 'sales', itAdmins: [randomUUID()], managers: [randomUUID()] };
  const [member, single, waiting] = [applicant(1), applicant(2), applicant(3)];
  await live(site, [...opensCompany(company), ...joinsCompany(member, company), ...comesAlone(single)]);
  await leave(site);
  await fail(site, company);
  await beDoubted(site, company);
  await live(site, upTo('decide', joinsCompany(waiting, company)));
  // Past the first reminder: who was never seen by then is an operator's matter.
  await site.pass(25 * hour);
  for (const { registration } of [member, single, waiting]) await site.journey.show('registration', registration);
  return { company, member, single, waiting };
}

const applicant = (n: number): Applicant => ({
  registration: `person ${n}`,
  phone: `+86138${String(n).padStart(8, '0')}`,
  fullName: 'Canary Liu',
  document: idNumber(n),
  device: `device ${n % 3}`,
});

/** @throws for a step that is refused. */
const live = ({ journey }: Site, steps: Journey): Promise<void> =>
  walk(journey, steps, async ({ step }, done) => {
    if (done?.code !== undefined) throw new Error(`${step} is refused: ${JSON.stringify(done)}`);
  });

/** One account is purged, and one stays. */
async function leave(site: Site): Promise<void> {
  const [leaver, stays] = [applicant(4), applicant(5)];
  await live(site, [
    ...comesAlone(leaver),
    ...comesAlone(stays),
    { step: 'requestDeregistration', account: leaver.registration, deregistration: 'leaves' },
    { step: 'requestDeregistration', account: stays.registration, deregistration: 'stays' },
    { step: 'letPass', time: 10 * day },
    { step: 'undoDeregistration', deregistration: 'stays', phone: stays.phone },
    { step: 'letPass', time: 36 * day },
  ]);
}

/** A manager rejects one applicant, another one does not go on; the data of both is erased. */
async function fail(site: Site, company: Company): Promise<void> {
  const rejected = applicant(6);
  await live(site, [
    ...upTo('decide', joinsCompany(rejected, company)),
    { step: 'decide', who: rejected, person: company.managers[0]!, decision: 'reject' },
    ...upTo('submit', comesAlone(applicant(7))),
    { step: 'letPass', time: 30 * day },
  ]);
}

/** The registry does not confirm an identity three times, and refuses the fourth check; then a reviewer confirms it. */
async function beDoubted(site: Site, company: Company): Promise<void> {
  const [who, person] = [applicant(8), randomUUID()];
  site.providers.registry = 'unconfirmed';
  await live(site, [{ step: 'appointReviewer', person }, ...upTo('submit', joinsCompany(who, company))]);
  for (let tries = 1; tries < 3; tries += 1) await live(site, [{ step: 'giveProfile', who }]);
  site.providers.registry = 'refused';
  await live(site, [{ step: 'giveProfile', who }]);
  await live(site, [{ step: 'review', who, person, decision: 'approve' }]);
  site.providers.registry = 'confirmed';
}
