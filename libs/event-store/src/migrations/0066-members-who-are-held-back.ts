/** The security log says `member` also of a person whose account is held back: they keep their memberships. */
export const membersWhoAreHeldBack = `
CREATE OR REPLACE FUNCTION iam.belonging_of(person uuid, company uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN a.status IS NULL OR a.status = 'undone' THEN 'outside'
    WHEN a.status NOT IN ('opening', 'merged', 'purged') AND a.state #>> ARRAY['memberships', company::text, 'status'] = 'active' THEN 'member'
    ELSE 'account' END
  FROM (SELECT coalesce((SELECT al.person FROM iam.aliases al WHERE al.alias = belonging_of.person), belonging_of.person) AS id) one
    LEFT JOIN iam.principals p ON p.principal_id = one.id
    LEFT JOIN rm.process a ON a.stream_id = 'account:' || substr(p.external_id, 6)
$$;
`;
