import { follow } from './follow';

/** Somebody's way to an account: his steps, a check of who he is, two people's confirmation, and the opening of what he came for. */
export async function registration(): Promise<string> {
  const process = await follow('registration');
  while (!process.finished) {
    switch (process.status) {
      case 'draft':
        await process.change('the applicant goes through the steps; a draft that is not submitted lapses');
        break;
      case 'verifying':
        await process.change('the registry is asked who the applicant is');
        break;
      case 'manual_review':
        await process.change('a reviewer looks at the identity');
        break;
      case 'awaiting_approval':
        await process.change('the approval decides, or expires; a withdrawal closes it');
        break;
      case 'activating':
        await process.change('the account is open; the directory makes the entry, or all of it is undone');
        break;
      case 'active':
        await process.change('active; the person is told, and then it is over');
        break;
      case 'rejected':
      case 'withdrawn':
      case 'expired':
        await process.change('no account came of it; what is still owed is performed, and the data of the applicant goes on its day');
        break;
      default:
        await process.change('in a status that this release does not know');
    }
  }
  return process.outcome;
}
