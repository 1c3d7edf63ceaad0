-- Functions that PostgreSQL finds by a type or a configuration, and no statement names.
CREATE FUNCTION evil.jless(x json, y json) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN RAISE LOG 'hostile ran'; RETURN x::text < y::text; END $$;
CREATE FUNCTION evil.jsame(x json, y json) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN RAISE LOG 'hostile ran'; RETURN x::text = y::text; END $$;
CREATE FUNCTION evil.jcmp(x json, y json) RETURNS int LANGUAGE plpgsql VOLATILE AS $$ BEGIN RAISE LOG 'hostile ran'; RETURN 0; END $$;
CREATE OPERATOR evil.<~ (LEFTARG = json, RIGHTARG = json, FUNCTION = evil.jless);
CREATE OPERATOR evil.~=~ (LEFTARG = json, RIGHTARG = json, FUNCTION = evil.jsame);
CREATE OPERATOR CLASS evil.jsons DEFAULT FOR TYPE json USING btree AS OPERATOR 1 evil.<~, OPERATOR 3 evil.~=~, FUNCTION 1 evil.jcmp(json, json);
CREATE VIEW evil.joined AS SELECT a.id FROM evil.docs a JOIN evil.docs b ON a.data OPERATOR(evil.~=~) b.data;
CREATE FUNCTION evil.init(internal) RETURNS internal LANGUAGE internal VOLATILE AS 'dsimple_init';
CREATE FUNCTION evil.lexize(internal, internal, internal, internal) RETURNS internal LANGUAGE internal VOLATILE AS 'dsimple_lexize';
CREATE TEXT SEARCH TEMPLATE evil.words (INIT = evil.init, LEXIZE = evil.lexize);
CREATE TEXT SEARCH DICTIONARY evil.dict (TEMPLATE = evil.words);
CREATE TEXT SEARCH CONFIGURATION evil.cfg (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION evil.cfg ALTER MAPPING FOR asciiword WITH evil.dict;
GRANT USAGE ON SCHEMA evil TO ectoscope_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA app, evil TO ectoscope_reader;
