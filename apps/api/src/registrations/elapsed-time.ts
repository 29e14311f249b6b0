import { Injectable } from '@nestjs/common';
import { elapsedOf, processOf, type Registration } from '#domain';
import { streamIdOf, type Json, type ProcessState } from '#engine';
import { Database, readEvents } from '#event-store';
import { isOperator, type Authority } from '../authority/authority';

const seconds = (ms: number) => Math.floor(ms / 1_000);

/** R11: how long a registration took, or takes. */
@Injectable()
export class ElapsedTime {
  constructor(private readonly database: Database) {}

  /** R17: that people took time tells of a review, so that operators alone read it. */
  async of({ id, now, policyVersion }: ProcessState, authority: Authority): Promise<{ [key: string]: Json }> {
    if (!isOperator(authority)) return {};
    const process = processOf('registration');
    const under = process.under?.(policyVersion) ?? process;
    const events = await readEvents(this.database, [streamIdOf('registration', id)]);
    let state: Registration = under.initial as Registration;
    const moments = events.map(({ type, data, recordedAt }) => {
      state = under.evolve(state as never, { ...data, type } as never) as Registration;
      return { state, at: recordedAt };
    });
    const { applicantMs, peopleMs, machineMs } = elapsedOf(moments, now);
    return {
      elapsed: { applicantSeconds: seconds(applicantMs), peopleSeconds: seconds(peopleMs), machineSeconds: seconds(machineMs) },
    };
  }
}
