import type { Client } from 'pg';

const lines = `
  SELECT line FROM (
    SELECT 'column ' || c.oid::regclass || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind IN ('r', 'v') AND c.relnamespace::regnamespace::text = ANY ('{es,vault,rm,iam,dev}')
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = ANY ('{es,vault,rm,iam,dev}')
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace::regnamespace::text = ANY ('{es,vault,rm,iam,dev}') AND contype <> 'n'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal AND c.relnamespace::regnamespace::text = ANY ('{es,vault,rm,iam,dev}')
    UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace::regnamespace::text = ANY ('{es,vault,rm,iam,dev}')
    UNION ALL SELECT 'grant ' || table_schema || '.' || table_name || ' ' || privilege_type FROM information_schema.role_table_grants
      WHERE grantee = 'tenure_app' AND table_schema = ANY ('{es,vault,rm,iam,dev}')
  ) lines ORDER BY line COLLATE "C"`;

/** Everything that the schemas of Tenure consist of, a line each: databases with the same lines take the same programs. */
export const schemaLines = async (client: Client): Promise<string[]> =>
  (await client.query<{ line: string }>(lines)).rows.map(({ line }) => line);
