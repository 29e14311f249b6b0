import { z } from 'zod';
import { everybody, writers } from './access';
import { body, face } from './face';
import { exampleId, id, instant } from './formats';
import { page, pageQuery } from './page';
import { entry, madeBefore } from './problems/entry';
import { processSchemas } from './process';

/** `POST /v1/admin-transfers`: the holder of the role hands the company over. */
const RequestAdminTransfer = body(z.strictObject({ companyId: id, holder: id, successor: id }), {
  companyId: exampleId,
  holder: exampleId,
  successor: exampleId,
});

const states = ['pending', 'accepted', 'lapsed'] as const;
const own = { successor: id, endsAt: instant };
const adminTransfer = processSchemas('admin-transfer', { states, outcomes: ['accepted', 'lapsed'], own });

export const adminTransfers = face({
  path: 'admin-transfers',
  answer: adminTransfer.whole,
  read: 'readAdminTransfers',
  rights: {
    requestAdminTransfer: { roles: writers, scope: 'admin-transfers:write', forPeople: true },
    acceptAdminTransfer: { roles: writers, scope: 'admin-transfers:write', forPeople: true },
    readAdminTransfers: { roles: everybody, scope: 'admin-transfers:read', forPeople: true },
  },
  list: {
    page: page(adminTransfer.item),
    query: z.strictObject({ ...pageQuery, companyId: id.optional(), state: z.enum(states).optional() }),
  },
  bodies: { RequestAdminTransfer },
  problems: {
    'admin-transfer-exists': madeBefore('The transfer exists'),
    'admin-transfer-over': entry(409, 'The transfer is over', 'Get the transfer, and request another one with POST /v1/admin-transfers.'),
    'admin-role-not-held': entry(409, 'The holder does not have the role', 'Name somebody who holds the role super-admin in the company.'),
  },
});
