package dev.ectoscope.postgres.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import dev.ectoscope.postgres.catalog.Catalog;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WhatIfTest {

  private static final String RECENT =
      "SELECT p0.\"id\" FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"user_id\" = $1)"
          + " ORDER BY p0.\"inserted_at\" DESC LIMIT 10";

  private static Replica replica;
  private static WhatIf whatIf;

  @BeforeAll
  static void connect() {
    SharedCluster.withBlog();
    replica = SharedCluster.replica();
    whatIf = WhatIf.on(replica);
  }

  @AfterAll
  static void close() {
    whatIf.close();
    replica.close();
  }

  @Test
  void costsAnIndexThatHelps() {
    WhatIf.Answer answer =
        whatIf.cost(
            RECENT,
            List.of("5"),
            "CREATE INDEX CONCURRENTLY ON blog.posts (user_id, inserted_at DESC);");
    assertThat(answer).isInstanceOf(WhatIf.Costed.class);
    WhatIf.Costed costed = (WhatIf.Costed) answer;
    assertThat(costed.used()).isTrue();
    assertThat(costed.gain()).isGreaterThan(5);
    assertThat(costed.indexBytes()).isBetween(300_000L, 2_000_000L);
    assertThat(costed.method()).isEqualTo("measured copy");
    double onReplica = Explain.plan(replica, RECENT, List.of("5")).totalCost();
    assertThat(costed.before())
        .isCloseTo(onReplica, org.assertj.core.data.Percentage.withPercentage(5));
  }

  /** What is advised must help: HypoPG does not know partitioned tables. */
  @Test
  void saysWhatHelpsWhereATableIsTooLarge() {
    assertThat(ScratchCopy.obstacle(table("table", 900_000))).isEmpty();
    assertThat(ScratchCopy.obstacle(table("table", 2_000_000)))
        .endsWith("install HypoPG on the primary");
    assertThat(ScratchCopy.obstacle(table("partitioned", 2_000_000)))
        .endsWith("too large to copy, and HypoPG makes no index of a partitioned table");
  }

  private static Catalog.Table table(String kind, double rows) {
    return new Catalog.Table("public", "events", kind, rows, 1, 1, List.of());
  }

  @Test
  void forgetsTheIndexAfterwards() {
    String create = "CREATE INDEX posts_title ON blog.posts (title)";
    String sql = "SELECT 1 FROM blog.posts WHERE title = $1";
    WhatIf.Costed first = (WhatIf.Costed) whatIf.cost(sql, List.of("Post 9"), create);
    WhatIf.Costed second = (WhatIf.Costed) whatIf.cost(sql, List.of("Post 9"), create);
    assertThat(first.used()).isTrue();
    assertThat(second.before()).isEqualTo(first.before());
    assertThat(second.after()).isEqualTo(first.after());
  }

  @Test
  void groupsByThePrimaryKeyAsTheReplicaDoes() {
    WhatIf.Answer answer =
        whatIf.cost(
            "SELECT p.id, p.title, count(*) FROM blog.posts p WHERE p.title = 'Post 9'"
                + " GROUP BY p.id",
            List.of(),
            "CREATE INDEX ON blog.posts (title)");
    assertThat(answer).isInstanceOf(WhatIf.Costed.class);
  }

  @Test
  void costsAnIndexOnAnExpression() {
    WhatIf.Costed costed =
        (WhatIf.Costed)
            whatIf.cost(
                "SELECT 1 FROM blog.posts WHERE lower(title) = 'post 9'",
                List.of(),
                "CREATE INDEX ON blog.posts (lower(title))");
    assertThat(costed.used()).isTrue();
    assertThat(costed.after()).isLessThan(20);
  }

  @Test
  void saysWhenAnIndexDoesNotHelp() {
    WhatIf.Costed costed =
        (WhatIf.Costed)
            whatIf.cost(
                "SELECT * FROM blog.posts WHERE status = 'published'",
                null,
                "CREATE INDEX ON blog.posts (status)");
    assertThat(costed.used()).isFalse();
    assertThat(costed.gain()).isEqualTo(1);
  }

  /** An index over a function of the application cannot be copied, and so not its partition. */
  @Test
  void whatIsHalfCopiedDoesNotStandInTheWay() {
    SharedCluster.with(
        """
        CREATE SCHEMA rings;
        CREATE FUNCTION rings.half(x bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT x / 2';
        CREATE TABLE rings.calls (id bigint, day int NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE rings.calls_1 PARTITION OF rings.calls FOR VALUES FROM (0) TO (10);
        CREATE TABLE rings.calls_2 PARTITION OF rings.calls FOR VALUES FROM (10) TO (20);
        CREATE INDEX ON rings.calls_2 (rings.half(id));
        CREATE TABLE rings.bells (id bigint, day int NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE rings.bells_1 PARTITION OF rings.bells FOR VALUES FROM (0) TO (10);
        """);
    try (WhatIf fresh = WhatIf.on(replica)) {
      for (int time = 0; time < 2; time++) {
        assertThat(indexOfId(fresh, "rings.calls"))
            .isEqualTo(
                new WhatIf.Unavailable("The table calls_2 cannot be copied (SQLSTATE 42883)"));
      }
      assertThat(indexOfId(fresh, "rings.bells")).isInstanceOf(WhatIf.Costed.class);
    }
  }

  private static WhatIf.Answer indexOfId(WhatIf whatIf, String table) {
    return whatIf.cost(
        "SELECT 1 FROM " + table + " WHERE id = $1",
        List.of("5"),
        "CREATE INDEX ON " + table + " (id)");
  }

  @Test
  void explainsWhatItCannotAnswer() {
    for (String create :
        List.of(
            "DROP TABLE blog.posts",
            "CREATE INDEX ON blog.posts (nothing)",
            "CREATE INDEX ON blog.posts (id); DROP TABLE blog.posts",
            "")) {
      WhatIf.Answer answer = whatIf.cost(RECENT, List.of("5"), create);
      assertThat(answer).isInstanceOf(WhatIf.Unavailable.class);
      assertThat(((WhatIf.Unavailable) answer).reason()).isNotBlank();
    }
    assertThat(whatIf.cost("SELECT * FROM gone", List.of(), "CREATE INDEX ON gone (id)"))
        .isInstanceOf(WhatIf.Unavailable.class);
  }
}
