import { Injectable } from '@nestjs/common';
import type { Json, ProcessState } from '#engine';
import { Database } from '#event-store';
import { readElapsed } from '#read-models';
import { isOperator, type Authority } from '../authority/authority';

const seconds = (ms: number) => Math.floor(ms / 1_000);

/** R11: how long a registration took, or takes. */
@Injectable()
export class ElapsedTime {
  constructor(private readonly database: Database) {}

  /** R17: that people took time tells of a review, so that operators alone read it. */
  async of(found: ProcessState, authority: Authority): Promise<{ [key: string]: Json }> {
    if (!isOperator(authority)) return {};
    const { applicantMs, peopleMs, machineMs } = await readElapsed(this.database, found);
    return {
      elapsed: { applicantSeconds: seconds(applicantMs), peopleSeconds: seconds(peopleMs), machineSeconds: seconds(machineMs) },
    };
  }
}
