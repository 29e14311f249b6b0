/** A registration reserves what its account will hold. */
export const reservations = `
ALTER TABLE es.claims DROP CONSTRAINT claims_state_check;
ALTER TABLE es.claims ADD CONSTRAINT claims_state_check CHECK (state IN ('reserved', 'held', 'cooldown'));
`;
