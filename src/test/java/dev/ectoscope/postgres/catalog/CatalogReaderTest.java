package dev.ectoscope.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CatalogReaderTest {

  private static Catalog catalog;

  @BeforeAll
  static void read() {
    SharedCluster.withBlog();
    try (Replica replica = SharedCluster.replica()) {
      catalog = CatalogReader.read(replica);
    }
  }

  @Test
  void knowsTablesAndColumns() {
    Catalog.Table posts = catalog.table("blog", "posts");
    assertThat(posts.rows()).isEqualTo(20000);
    assertThat(posts.bytes()).isEqualTo(posts.pages() * 8192).isPositive();
    assertThat(posts.kind()).isEqualTo("table");
    assertThat(posts.column("title").notNull()).isTrue();
    assertThat(posts.column("status").nDistinct()).isEqualTo(2);
    assertThat(posts.column("status").nullFraction()).isZero();
    assertThat(posts.column("status").avgWidth()).isPositive();
    assertThat(catalog.table("blog", "users").column("email").type())
        .isEqualTo("character varying(255)");
    assertThat(catalog.table("blog", "totals").kind()).isEqualTo("materialized view");
    assertThat(catalog.table("blog", "drafts")).isNull();
    assertThat(catalog.table("pg_catalog", "pg_class")).isNull();
    assertThat(posts.column("nothing")).isNull();
  }

  /** pg_stats counts the 18 bytes of the pointer; reading the value costs what it holds. */
  @Test
  void countsWhatIsStoredOutOfLine() {
    SharedCluster.with(
        """
        CREATE SCHEMA shelf;
        CREATE TABLE shelf.manuals (id bigint PRIMARY KEY, code text, body text, parts text[]);
        INSERT INTO shelf.manuals SELECT i, 'C' || i,
          (SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, 120) j), ARRAY['a']
          FROM generate_series(1, 50) i;
        ANALYZE shelf.manuals""");
    try (Replica replica = SharedCluster.replica()) {
      Catalog.Table manuals = CatalogReader.read(replica).table("shelf", "manuals");
      assertThat(manuals.column("body").avgWidth()).isGreaterThan(3_000);
      assertThat(manuals.column("code").avgWidth()).isLessThan(10);
      assertThat(manuals.column("parts").avgWidth()).isLessThan(60);
    }
  }

  @Test
  void knowsIndexes() {
    Index recent = index("posts_recent");
    assertThat(recent.keys()).containsExactly("user_id", "inserted_at");
    assertThat(recent.options()).containsExactly("", "DESC");
    assertThat(recent.include()).containsExactly("title");
    assertThat(recent.predicate()).contains("status = 'published'");
    assertThat(recent.unique()).isFalse();
    assertThat(recent.valid()).isTrue();
    assertThat(recent.bytes()).isPositive();
    Index email = index("users_email");
    assertThat(email.keys().get(0)).startsWith("lower(");
    assertThat(email.unique()).isTrue();
    assertThat(index("posts_pkey").primary()).isTrue();
    assertThat(catalog.indexesOn("blog", "posts")).hasSize(2);
    assertThat(catalog.indexesOn("blog", "nothing")).isEmpty();
  }

  @Test
  void knowsForeignKeys() {
    assertThat(catalog.foreignKeysOf("blog", "posts"))
        .containsExactly(
            new Catalog.ForeignKey(
                "blog",
                "posts",
                List.of("user_id"),
                "blog",
                "users",
                List.of("id"),
                "posts_user_id_fkey"));
    assertThat(catalog.hasExtension("plpgsql")).isTrue();
    assertThat(catalog.searchPath()).contains("public");
  }

  @Test
  void goesThroughJson() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Catalog again = json.readValue(json.writeValueAsString(catalog), Catalog.class);
    assertThat(again).isEqualTo(catalog);
  }

  private static Index index(String name) {
    return catalog.indexes().stream().filter(i -> i.name().equals(name)).findFirst().orElseThrow();
  }
}
