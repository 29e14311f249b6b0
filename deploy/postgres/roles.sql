-- Runs once, when the cluster is made: a role for each program with the rights of that program, each kept out of what is not its own.
\set ON_ERROR_STOP on
\set owner_password `cat /run/secrets/owner-database-password`
\set application_password `cat /run/secrets/application-database-password`
\set temporal_password `cat /run/secrets/temporal-database-password`

CREATE ROLE tenure_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE tenure_app LOGIN PASSWORD :'application_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';

CREATE DATABASE tenure OWNER tenure_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;

REVOKE CONNECT ON DATABASE tenure, temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE tenure TO tenure_app;
