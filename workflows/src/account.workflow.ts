import { follow } from './follow';

/** An account from the day it is taken in. It never ends but by a purge: everything in between is waiting, and growing. */
export async function account(): Promise<string> {
  const process = await follow('account');
  while (!process.finished) {
    switch (process.status) {
      case 'opening':
        await process.change('its registration makes it active, or undoes it');
        break;
      case 'active':
        await process.change('its tier grows on the recorded days');
        break;
      case 'frozen':
        await process.change('its tier grows on; the deregistration that froze it frees or purges it');
        break;
      case 'purged':
        await process.change('gone; what is still owed is performed');
        break;
      default:
        await process.change('in a status that this release does not know');
    }
  }
  return process.outcome;
}
