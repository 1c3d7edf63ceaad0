package dev.ectoscope.postgres;

import dev.ectoscope.postgres.cluster.Cluster;
import java.nio.file.Path;
import java.util.Map;

/**
 * One cluster per JVM for all tests that need a server; it ends with the JVM. Of the version that
 * ships, or of the one whose binaries {@code -Dectoscope.test.postgres=JAR} names.
 */
public final class SharedCluster {

  private static Cluster cluster;
  private static boolean blog;

  private SharedCluster() {}

  /** The cluster, started at the first call. */
  public static synchronized Cluster get() {
    if (cluster == null) {
      cluster = Cluster.start(kind());
    }
    return cluster;
  }

  /** What the tests that start a server of their own start. */
  public static Cluster.Kind kind() {
    String binaries = System.getProperty("ectoscope.test.postgres", "");
    return binaries.isEmpty()
        ? Cluster.Kind.STANDARD
        : new Cluster.Kind(Path.of(binaries), Map.of());
  }

  /** Runs a script on the primary and waits until the standby has it. */
  public static synchronized Cluster with(String script) {
    get().run(script);
    cluster.awaitReplay();
    return cluster;
  }

  /** The cluster with the schema {@code blog}: users (1,000), posts (20,000), a view, functions. */
  public static synchronized Cluster withBlog() {
    if (!blog) {
      with(BLOG);
      blog = true;
    }
    return get();
  }

  /** A connection to the standby as the reading role. */
  public static Replica replica() {
    return Replica.connect(get().standbyUrl(), Replica.Options.standard());
  }

  private static final String BLOG =
      """
      CREATE SCHEMA blog;
      CREATE TYPE blog.mood AS ENUM ('happy', 'sad');
      CREATE TABLE blog.users (id bigint PRIMARY KEY, email varchar(255) NOT NULL, token uuid);
      CREATE TABLE blog.posts (
        id bigint PRIMARY KEY, user_id bigint REFERENCES blog.users (id), title text NOT NULL,
        status text, mood blog.mood, meta jsonb, tags text[], inserted_at timestamp);
      CREATE INDEX posts_recent ON blog.posts (user_id, inserted_at DESC) INCLUDE (title)
        WHERE status = 'published';
      CREATE UNIQUE INDEX users_email ON blog.users (lower(email));
      INSERT INTO blog.users SELECT i, 'user' || i || '@example.com', gen_random_uuid()
        FROM generate_series(1, 1000) i;
      INSERT INTO blog.posts SELECT i, 1 + i % 1000, 'Post ' || i,
          CASE WHEN i % 10 = 0 THEN 'draft' ELSE 'published' END, 'happy',
          jsonb_build_object('n', i % 7), ARRAY['a', 't' || i % 5],
          timestamp '2024-01-01' + i * interval '1 minute'
        FROM generate_series(1, 20000) i;
      CREATE VIEW blog.drafts AS SELECT * FROM blog.posts WHERE status = 'draft';
      CREATE MATERIALIZED VIEW blog.totals AS
        SELECT user_id, count(*) AS posts FROM blog.posts GROUP BY user_id;
      CREATE FUNCTION blog.peek(p blog.posts) RETURNS int LANGUAGE plpgsql VOLATILE
        AS 'BEGIN PERFORM pg_advisory_lock(7); RETURN 1; END';
      CREATE FUNCTION blog.twice(x bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT x * 2';
      CREATE FUNCTION blog.sneaky(x bigint, y bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE
        AS 'BEGIN PERFORM pg_advisory_lock(x); RETURN true; END';
      CREATE OPERATOR blog.=~= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = blog.sneaky);
      CREATE FUNCTION blog.keep(s bigint, x bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE
        AS 'BEGIN PERFORM pg_advisory_lock(x); RETURN s; END';
      CREATE AGGREGATE blog.collect (bigint) (SFUNC = blog.keep, STYPE = bigint, INITCOND = '0');
      CREATE FUNCTION blog.ok(x text) RETURNS boolean LANGUAGE plpgsql VOLATILE
        AS 'BEGIN PERFORM pg_advisory_lock(9); RETURN true; END';
      CREATE DOMAIN blog.checked AS text CHECK (blog.ok(VALUE));
      CREATE TABLE blog.secrets (id bigint, owner text);
      ALTER TABLE blog.secrets ENABLE ROW LEVEL SECURITY;
      ANALYZE blog.users, blog.posts;
      """;
}
