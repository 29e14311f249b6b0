import { follow } from './follow';

/** A confirmation by several people: those waited for are told and reminded, until the last of them decides or the time is over. */
export async function approval(): Promise<string> {
  const process = await follow('approval');
  while (!process.finished) {
    switch (process.status) {
      case 'pending':
        await process.change('approvers are told and reminded; the last decision, a withdrawal or its expiry ends it');
        break;
      case 'approved':
      case 'rejected':
      case 'expired':
      case 'withdrawn':
        await process.change('over; what is still owed is performed');
        break;
      default:
        await process.change('in a status that this release does not know');
    }
  }
  return process.outcome;
}
