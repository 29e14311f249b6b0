import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { SimulateDraft, SimulatePolicy } from '#contracts';
import { simulating, sizeFaults, simulationPolicy, type PolicyContent, type Script, type Simulated } from '#domain';
import { Engine } from '#engine';
import type { Authority } from '../authority/authority';
import { refusal } from '../http/refusal';
import { durationMs, rfc3339 } from '../http/time';
import { Processes } from '../process/processes';
import { anyCompany, CalendarsBeside } from './calendars-beside';
import { PolicyQueries } from './policy-queries';

/** So many steps take a few milliseconds: then others have their turn. */
const stepsAtOnce = 50;

type Told = Omit<SimulatePolicy, 'version' | 'policy'>;

/** Tries policies out: nothing is read but the policy and the calendar, and nothing is recorded. */
@Injectable()
export class Simulations {
  constructor(
    private readonly engine: Engine,
    private readonly queries: PolicyQueries,
    private readonly calendars: CalendarsBeside,
    private readonly processes: Processes,
  ) {}

  /** Of a draft; without one, of the built-in policy. @throws Refusal `not-found`, `calendar-unknown` */
  async ofDraft({ matterType, companyId, policy, ...told }: SimulateDraft, authority: Authority) {
    if (policy) refuseTooLarge(policy as PolicyContent);
    if (companyId !== undefined) await this.processes.readVisible('company', companyId, authority);
    const calendars = await this.calendars.of({ companyId, choice: told.calendar }, authority);
    return this.run(
      { matterType, companyId: companyId ?? anyCompany, calendars, ...(policy && { content: policy as PolicyContent }) },
      told,
    );
  }

  /**
   * Of a version of a stored policy, the newest by default, or of a draft of the next one.
   * @throws Refusal `not-found`, `calendar-unknown`
   */
  async ofStored(id: string, { version, policy, ...told }: SimulatePolicy, authority: Authority) {
    const { state } = await this.queries.readVisible(id, authority);
    const content = policy ?? (version === undefined ? state.content : await this.queries.version(id, version, authority));
    refuseTooLarge(content as PolicyContent);
    const { matterType, companyId } = state;
    const calendars = await this.calendars.of({ companyId, choice: told.calendar }, authority);
    return this.run({ matterType, companyId: companyId ?? anyCompany, calendars, content: content as PolicyContent }, told);
  }

  private async run(of: Pick<Script, 'matterType' | 'companyId' | 'calendars' | 'content'>, told: Told) {
    const startsAt = told.startsAt === undefined ? await this.engine.now() : Date.parse(told.startsAt);
    const life = simulating({ ...of, ...scriptOf(told, startsAt) });
    let step = life.next();
    for (let n = 1; !step.done; step = life.next(), n += 1) if (n % stepsAtOnce === 0) await setImmediate();
    if (step.value === undefined) throw refusal('simulation-too-long', { limit: simulationPolicy.stepsMax });
    return viewOf(step.value);
  }
}

/** What no policy may be, no draft is: trying it out could take for ever. */
function refuseTooLarge(content: PolicyContent): void {
  const errors = sizeFaults(content).map((fault) => ({ ...fault, path: ['policy', fault.path].filter(Boolean).join('.') }));
  if (errors.length > 0) throw refusal('policy-invalid', { errors });
}

function scriptOf({ requester, managers, roles, groups, acts }: Told, startsAt: number): Pick<Script, 'startsAt' | 'cast' | 'acts'> {
  const ofGroups = Object.entries(groups).map(([group, people]) => [`group:${group}`, people] as const);
  return {
    startsAt,
    cast: { requester, managers, roles: { ...roles, ...Object.fromEntries(ofGroups) } },
    acts: acts.map(({ after, ...act }) => ({ ...act, at: startsAt + durationMs(after) })),
  };
}

function viewOf({ happened, state, steps }: Simulated) {
  const [first, last] = [happened[0]!, happened.findLast(({ events }) => events.length > 0)];
  const unmet = first.refused?.['unmet'];
  return {
    outcome: state.status,
    ...(unmet !== undefined && { unmet }),
    ...(state.status !== 'none' && state.status !== 'pending' && { endedAt: rfc3339(last!.at) }),
    steps,
    happened: happened.map(({ at, by, command, events, refused, round, stage, status, waitsFor }) => ({
      at: rfc3339(at),
      by,
      command,
      recorded: events.map(({ type }) => type),
      ...(refused && { refused: refused.code }),
      ...(round !== undefined && { round, stage }),
      state: status,
      waitsFor,
    })),
  };
}
