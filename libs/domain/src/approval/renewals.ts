import type { OpenedApproval } from './approval';

/** The newest notice to its people asks them to decide: it neither reminds them nor says that others are asked too. */
function asked<A extends OpenedApproval>({ noticeOf: _before, ...approval }: A): Omit<A, 'noticeOf'> {
  return approval;
}

/** People are asked anew, and the newest notice says so. */
export const renewed = <A extends OpenedApproval>(approval: A): Omit<A, 'noticeOf'> & { renewals: number } => ({
  ...asked(approval),
  renewals: (approval.renewals ?? 0) + 1,
});
