import { comesAlone, HttpDriver, joinsCompany, type Applicant, type CommandStep, type Company, type StepName } from '#journey';
import type { FormerRelease } from './former-release';
import type { Call, CallOptions, Installation } from './installation';
import { simulatedWorld } from './simulated-world';

/** The lives of a recorded release, led on through the API of another one. */
export interface FormerLives {
  journey: HttpDriver<Call>;
  id(kind: string, name: string): string;
  /** With the key of the service that the release knew, for a person if one is named. */
  call(method: string, path: string, options?: CallOptions): Promise<Call>;
  take(step: CommandStep): Promise<Call>;
  applicant(name: string): Applicant;
  /** Takes the steps of a life from this one on, to its end; waits for the check. `at`: the company that it leads to. */
  goOn(name: string, from: StepName, at?: Company): Promise<void>;
  show(kind: string, name: string): Promise<Record<string, unknown>>;
}

const codePattern = /\b\d{6}\b/;

export function formerLives(site: Installation, former: FormerRelease): FormerLives {
  const world = simulatedWorld(site.simulatorUrl);
  const call: FormerLives['call'] = (method, path, options = {}) => site.call(method, path, { key: former.keys.service, ...options });
  /** One that a release has sent before may still be open. */
  const earlierCode = (phone: string) =>
    codePattern.exec(former.outside.messages.findLast(({ to, text }) => to === phone && codePattern.test(text))?.text ?? '')?.[0] ?? '';
  const journey = new HttpDriver<Call>(
    ({ method, path, body, by, headers = {} }) => {
      const options: CallOptions = { body, headers, ...(typeof by === 'object' && { actingFor: by.person }) };
      return by === 'operator' ? site.call(method, path, { ...options, key: former.keys.operator }) : call(method, path, options);
    },
    { code: async (phone) => (await world.code(phone)) || earlierCode(phone) },
    former.ids,
  );
  const lives: FormerLives = {
    journey,
    call,
    id: (kind, name) => journey.id(kind, name),
    take: (step) => journey.take(step),
    applicant: (name) => former.applicants[name]!,
    goOn: async (name, from, at) => {
      const who = former.applicants[name]!;
      const steps = at ? joinsCompany(who, at) : comesAlone(who);
      for (const step of steps.slice(steps.findIndex((each) => each.step === from))) {
        await journey.leaves('registration', name, ['verifying']);
        await journey.take(step);
      }
    },
    show: async (kind, name) => (await site.call('GET', `/v1/${kind}s/${journey.id(kind, name)}`, { key: former.keys.operator })).body,
  };
  return lives;
}
