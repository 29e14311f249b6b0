/** Who belongs to a company, and which registrations lead to a person's account: both stand in the folded state. */
export const memberships = `
CREATE INDEX process_memberships ON rm.process USING gin ((state -> 'memberships')) WHERE type = 'account';
CREATE INDEX process_joins ON rm.process ((state ->> 'joins')) WHERE type = 'registration';
`;
