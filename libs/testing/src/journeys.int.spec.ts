import { randomUUID } from 'node:crypto';
import { day, hour } from '#domain';
import {
  comesAlone,
  idNumber,
  joinsCompany,
  opensCompany,
  upTo,
  walk,
  type Applicant,
  type CommandStep,
  type Company,
  type Driver,
  type Journey,
  type Standing,
  type Step,
  type StepOf,
} from '#journey';
import { testApi, type TestApi } from '../../../apps/api/src/testing/api';
import { freshDatabase, type FreshDatabase } from './database';
import { testEngine, type TestEngine } from './engine';
import { EngineDriver } from './engine-driver';
import { MemoryDriver } from './memory-driver';
import { overHttp } from './over-http';

let engine: TestEngine;
let database: FreshDatabase;
let api: TestApi;
beforeAll(async () => {
  [engine, database] = await Promise.all([testEngine(), freshDatabase()]);
  api = await testApi(database.url);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
  await engine?.close();
});

let people = 0;
const applicant = (registration: string): Applicant => {
  people += 1;
  const phone = `+86138${String(people).padStart(8, '0')}`;
  return { registration, phone, fullName: 'Canary Liu', document: idNumber(people), device: `device of ${phone}` };
};
let companies = 0;
const company = (): Company => ({
  company: `company ${(companies += 1)}`,
  position: 'sales',
  itAdmins: [randomUUID()],
  managers: [randomUUID()],
});

const takesIn = (account: string, { phone, document }: Applicant, at?: Company): CommandStep => ({
  step: 'takeInAccount',
  account,
  phone,
  fullName: 'Canary Liu',
  document,
  ...(at && { at }),
});
const leaves = (account: string, deregistration = `${account} leaves`): StepOf<'requestDeregistration'> => ({
  step: 'requestDeregistration',
  account,
  deregistration,
});
const after = (time: number): Step => ({ step: 'letPass', time });

interface Told {
  steps: Journey;
  /** Of the processes that are compared. */
  names: readonly string[];
  /** The codes of the refused steps, in order. */
  refused?: readonly string[];
  /** The status of each process in the end. */
  ends: Readonly<Record<string, string>>;
}

const journeys: Record<string, () => Told> = {
  'a member, from the invite to the account': () => {
    const [at, who] = [company(), applicant('anna')];
    const ends = { 'registration anna': 'active', 'account anna': 'active' };
    return { steps: [...opensCompany(at), ...joinsCompany(who, at)], names: ['anna'], ends };
  },
  'a member whose position needs no confirmation': () => {
    const [at, who] = [{ ...company(), autoApprove: true }, applicant('bo')];
    const ends = { 'registration bo': 'active', 'account bo': 'active' };
    return { steps: [...opensCompany(at), ...joinsCompany(who, at)], names: ['bo'], ends };
  },
  'a person without a company, who leaves, comes back, and grows': () => {
    const who = applicant('chen');
    const undo: Step = { step: 'undoDeregistration', deregistration: 'chen leaves', phone: who.phone };
    const ends = { 'registration chen': 'active', 'account chen': 'active', 'deregistration chen leaves': 'revoked' };
    return { steps: [...comesAlone(who), leaves('chen'), after(10 * day), undo, after(31 * day)], names: ['chen', 'chen leaves'], ends };
  },
  'an account that is purged, and its number that another person takes': () => {
    const [at, dora, enno] = [company(), applicant('dora'), applicant('enno')];
    const takesTheNumber = takesIn('enno', dora);
    const steps: Journey = [
      ...opensCompany(at),
      takesIn('dora', dora, at),
      { ...leaves('dora'), groupsLeft: false },
      leaves('dora'),
      leaves('dora', 'dora leaves twice'),
      after(14 * day),
      takesTheNumber,
      after(30 * day),
      after(day),
      takesTheNumber,
    ];
    const refused = ['preconditions-unmet', 'deregistration-pending', 'phone-in-cooldown'];
    const ends = { 'account dora': 'purged', 'account enno': 'active', 'deregistration dora leaves': 'closed' };
    return { steps, names: [enno.registration, 'dora', 'dora leaves', 'dora leaves twice'], refused, ends };
  },
  'an applicant whom a manager rejects, and whose data is erased': () => {
    const [at, who] = [company(), applicant('fan')];
    const rejects: Step = { step: 'decide', who, person: at.managers[0]!, decision: 'reject' };
    const steps = [...opensCompany(at), ...upTo('decide', joinsCompany(who, at)), rejects, rejects, after(30 * day)];
    return { steps, names: ['fan'], refused: ['approval-closed'], ends: { 'registration fan': 'rejected' } };
  },
  'an applicant who withdraws, and cannot go on': () => {
    const [at, who] = [company(), applicant('gita')];
    const [withdraws, submits]: Step[] = [
      { step: 'withdraw', who },
      { step: 'submit', who },
    ];
    const steps = [...opensCompany(at), ...upTo('decide', joinsCompany(who, at)), withdraws!, withdraws!, submits!];
    return { steps, names: ['gita'], refused: ['registration-closed', 'registration-closed'], ends: { 'registration gita': 'withdrawn' } };
  },
  'an approval that nobody decides': () => {
    const [at, who] = [company(), applicant('hana')];
    const steps = [...opensCompany(at), ...upTo('decide', joinsCompany(who, at)), after(71 * hour), after(hour), after(7 * day)];
    return { steps, names: ['hana'], ends: { 'registration hana': 'expired' } };
  },
  'a draft in the wrong order, which lapses': () => {
    const who = applicant('ivo');
    const [opens, proves, signsIn, , submits] = comesAlone(who);
    const steps = [opens!, submits!, signsIn!, proves!, submits!, after(7 * day), signsIn!, after(7 * day)];
    const refused = ['step-out-of-order', 'step-out-of-order', 'step-out-of-order', 'registration-closed'];
    return { steps, names: ['ivo'], refused, ends: { 'registration ivo': 'expired' } };
  },
};

interface Point {
  step: string;
  code?: string;
  standings: Record<string, Standing>;
}

/** After each step: its answer, and the status of every process of these names. */
async function trace(driver: Driver, { steps, names }: Told): Promise<readonly Point[]> {
  const points: Point[] = [];
  await walk(driver, steps, async ({ step }, done) => {
    const standings: Point['standings'] = {};
    for (const process of ['registration', 'account', 'deregistration'] as const)
      for (const name of names) standings[`${process} ${name}`] = await driver.standing(process, name);
    points.push({ step, ...(done?.code !== undefined && { code: done.code }), standings });
  });
  return points;
}

describe('a journey goes the same way through the domain in memory, the engine and the API', () => {
  it.each(Object.keys(journeys))('%s', async (title) => {
    const journey = journeys[title]!();
    const inMemory = await trace(new MemoryDriver(), journey);
    expect(await trace(new EngineDriver(engine), journey)).toEqual(inMemory);
    expect(await trace(await overHttp(api), journey)).toEqual(inMemory);
    expect(inMemory.flatMap(({ code }) => code ?? [])).toEqual(journey.refused ?? []);
    const stands = Object.entries(inMemory.at(-1)!.standings).filter(([, { status }]) => status !== 'none');
    expect(Object.fromEntries(stands.map(([process, { status }]) => [process, status]))).toEqual(journey.ends);
  });
});
