import { comesAlone, madeUpApplicant, walk } from '#journey';
import { Arrivals } from './arrivals';
import { isOver } from './stage';

/** A person who comes without a company, and joins one later with the account that they have. */
export class Joiners extends Arrivals {
  override async run(): Promise<void> {
    const { recorder } = this.stage;
    await this.prepare();
    const who = madeUpApplicant('alone', 'Recorded Person');
    await walk(this.stage.journey, comesAlone(who));
    await recorder.keep('registration-alone', this.registration(who), { enough: isOver });
    const joining = await this.submit({ ...who, registration: 'joining' });
    await this.approve(joining);
    await recorder.keep('registration-joined', this.registration(joining), { enough: isOver });
  }
}
