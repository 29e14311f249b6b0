import { comesAlone, madeUpApplicant } from '#journey';
import { Arrivals } from './arrivals';
import { isOver } from './stage';

/** A person who comes without a company, and joins one later with the account that they have. */
export class Joiners extends Arrivals {
  override async run(): Promise<void> {
    const { recorder } = this.stage;
    await this.prepare();
    const who = madeUpApplicant('alone', 'Recorded Person');
    for (const step of comesAlone(who)) {
      await this.take(step);
      if (step.step === 'giveProfile') await this.reaches(who, 'draft');
    }
    await recorder.keep('registration-alone', this.registration(who), { enough: isOver });
    const joining = await this.submit({ ...who, registration: 'joining' });
    await this.approve(joining);
    await recorder.keep('registration-joined', this.registration(joining), { enough: isOver });
  }
}
