import { follow } from './follow';

/** A person leaves: time to think it over, a purge that leaves receipts, and at last the phone number is free again. */
export function deregistration(): Promise<string> {
  return follow('deregistration', {
    cooling_off: 'reminders fall due, an undo frees the account, else its end starts the purge',
    revoked: 'undone; the person gets a message',
    purging: 'purge steps run side by side where their order allows, each leaves a receipt',
    purge_blocked: 'a holder of data refused a step: an operator retries it, the other steps go on',
    retained: 'purged; the directory entry and the phone number are kept until their recorded days',
    closed: 'over; what is still owed is performed',
  });
}
