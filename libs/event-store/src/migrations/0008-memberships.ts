/** Indexes for the members of a company, and for the registrations of a person: both stand in the folded state. */
export const memberships = `
CREATE INDEX process_memberships ON rm.process USING gin ((state -> 'memberships')) WHERE type = 'account';
CREATE INDEX process_joins ON rm.process ((state ->> 'joins')) WHERE type = 'registration';
`;
