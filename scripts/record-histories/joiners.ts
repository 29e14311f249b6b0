import { Arrivals, path, somebody } from './arrivals';
import { isOver } from './stage';

/** Who comes without a company, and joins one later with the account that he has. */
export class Joiners extends Arrivals {
  override async run(): Promise<void> {
    const { stage } = this;
    await this.prepare();
    const who = somebody();
    const alone = await this.open(who.phone, { variant: 'personal' });
    await this.provePhone(alone, who);
    await stage.put(`${path(alone)}/steps/sign-in`, { reference: 'recorded' });
    await this.giveProfile(alone, who);
    await stage.until(path(alone), 'draft');
    await stage.post(`${path(alone)}/submission`);
    await stage.recorder.keep('registration-alone', alone, { enough: isOver });
    const { registration, approval } = await this.submit(who);
    await this.approve(approval);
    await stage.recorder.keep('registration-joined', registration, { enough: isOver });
  }
}
