package dev.ectoscope.postgres.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import dev.ectoscope.postgres.guard.Guard;
import dev.ectoscope.postgres.plan.Plan;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ExplainTest {

  private static final String BY_STATUS =
      "SELECT p0.\"id\" FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"status\" = $1)";

  private static Replica replica;

  @BeforeAll
  static void connect() {
    SharedCluster.withBlog();
    replica = SharedCluster.replica();
  }

  @AfterAll
  static void close() {
    replica.close();
  }

  @Test
  void plansWithTheValues() {
    Plan drafts = Explain.plan(replica, BY_STATUS, List.of("draft"));
    Plan published = Explain.plan(replica, BY_STATUS, List.of("published"));
    assertThat(drafts.generic()).isFalse();
    assertThat(drafts.analyzed()).isFalse();
    assertThat(drafts.root().planRows()).isBetween(1000.0, 3000.0);
    assertThat(published.root().planRows()).isBetween(17000.0, 19000.0);
    assertThat(drafts.executionMs()).isNaN();
  }

  @Test
  void plansGenericallyWithoutValues() {
    Plan plan = Explain.plan(replica, BY_STATUS, List.of());
    assertThat(plan.generic()).isTrue();
    assertThat(plan.root().planRows()).isBetween(9000.0, 11000.0);
    assertThat(Explain.plan(replica, BY_STATUS, List.of()).generic()).isTrue();
  }

  @Test
  void plansGenericallyWhenAValueDoesNotFit() {
    String byId = "SELECT 1 FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"id\" = $1)";
    assertThat(Explain.plan(replica, byId, List.of("seven")).generic()).isTrue();
  }

  @Test
  void measures() {
    Plan plan = Explain.measure(replica, BY_STATUS, List.of("draft"));
    assertThat(plan.analyzed()).isTrue();
    assertThat(plan.root().actualRows()).isEqualTo(2000);
    assertThat(plan.executionMs()).isPositive();
    assertThat(plan.sharedBlocks()).isPositive();
    assertThat(plan.seqScans()).hasSize(1);
    assertThat(plan.seqScans().get(0).rowsRemovedByFilter()).isEqualTo(18000);
  }

  @Test
  void repeatsAndReordersParameters() {
    String sql =
        "SELECT '$1 ?', \"title\" AS \"a?$2\" FROM \"blog\".\"posts\" /* $9 ? */ WHERE id > $2"
            + " AND id <= $1 AND user_id <> $2 AND meta ? 'n' AND tags @> $3 LIMIT $4";
    Plan plan = Explain.measure(replica, sql, List.of("30", "10", "{a}", "100"));
    assertThat(plan.root().actualRows()).isEqualTo(20);
  }

  @Test
  void runsNothingThatCostsMoreThanTheLimit() {
    Guard.Allowed allowed = (Guard.Allowed) Guard.on(replica).check(BY_STATUS);
    assertThat(Explain.measure(replica, allowed, List.of("draft"), 1e6).analyzed()).isTrue();
    assertThatThrownBy(() -> Explain.measure(replica, allowed, List.of("draft"), 10))
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("more than the limit of 10 (--max-plan-cost)");
  }

  @Test
  void takesArraysAndNulls() {
    String sql = "SELECT 1 FROM blog.posts WHERE id = ANY($1) AND ($2::text IS NULL)";
    Plan plan = Explain.measure(replica, sql, Arrays.asList("{1,2,3}", null));
    assertThat(plan.root().actualRows()).isEqualTo(3);
  }

  @Test
  void plansWritesAndLocksAndDoesNotRunThem() {
    String delete = "DELETE FROM \"blog\".\"posts\" WHERE (\"id\" = $1)";
    String lock = "SELECT 1 FROM blog.posts WHERE id = $1 FOR UPDATE SKIP LOCKED";
    try (Replica admin =
        Replica.connect(
            SharedCluster.get().adminStandbyUrl(),
            Replica.Options.standard().withAllowSuperuser(true))) {
      assertThat(Explain.plan(admin, delete, List.of("1")).root().nodeType())
          .isEqualTo("ModifyTable");
      assertThat(Explain.plan(admin, lock, List.of("1")).root().nodeType()).isEqualTo("LockRows");
    }
    assertThatThrownBy(() -> Explain.plan(replica, delete, List.of("1")))
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("may not plan");
    Plan unlocked = Explain.measure(replica, lock, List.of("1"));
    assertThat(unlocked.allNodes()).noneMatch(node -> node.nodeType().equals("LockRows"));
    assertThatThrownBy(() -> Explain.measure(replica, BY_STATUS, List.of()))
        .isInstanceOf(NotVerified.class)
        .hasMessageContaining("unknown");
  }

  @Test
  void sendsNothingButOneQuery() {
    for (String sql :
        List.of(
            "SELECT 1; SELECT 2",
            "ANALYZE DELETE FROM blog.posts",
            "COMMIT",
            "SELECT 1 /*",
            "(ANALYZE) SELECT 1",
            "",
            "SELECT $0")) {
      assertThatThrownBy(() -> Explain.plan(replica, sql, List.of()))
          .as(sql)
          .isInstanceOf(NotVerified.class);
    }
  }
}
