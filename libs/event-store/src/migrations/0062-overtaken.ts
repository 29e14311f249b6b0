/**
 * Fails the transaction of a decision that another one has overtaken, so that its commit need not wait for the answer.
 */
export const overtaken = `
CREATE FUNCTION es.refuse_overtaken() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'moved meanwhile' USING ERRCODE = 'serialization_failure';
END $$;
`;
