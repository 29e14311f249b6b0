import { follow } from './follow';

/** A person's leave: time to think it over, a purge that leaves receipts, and the way of the phone number back to everybody. */
export async function deregistration(): Promise<string> {
  const process = await follow('deregistration');
  while (!process.finished) {
    switch (process.status) {
      case 'cooling_off':
        await process.change('reminders fall due, an undo frees the account, else its end starts the purge');
        break;
      case 'revoked':
        await process.change('undone; the person is told');
        break;
      case 'purging':
        await process.change('purge steps run side by side where their order allows, each leaves a receipt');
        break;
      case 'purge_blocked':
        await process.change('a holder of data refused a step: an operator retries it, the other steps go on');
        break;
      case 'retained':
        await process.change('purged; the directory entry and the phone number are kept until their recorded days');
        break;
      case 'closed':
        await process.change('over; what is still owed is performed');
        break;
      default:
        await process.change('in a status that this release does not know');
    }
  }
  return process.outcome;
}
